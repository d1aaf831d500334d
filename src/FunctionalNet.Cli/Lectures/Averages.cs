using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Moving averages, which momentum and Adam are made of: m becomes β m + (1 - β) g.</summary>
internal static class Averages
{
    private const int Count = 120;

    /// <summary>Gets a slope that is 1 at first and -0.5 from step 60 on, with noise.</summary>
    public static double[] Noisy { get; } =
    [.. Numbers.Normal(((Key)3).Split("noise"), Count).Select((n, i) => (i < 60 ? 1 : -0.5) + (0.5 * n))];

    /// <summary>The moving average after each value, begun at 0; corrected: divided by 1 - βᵗ, the weights that it has so far.</summary>
    public static double[] Of(IEnumerable<double> values, double beta, bool isCorrected = false)
    {
        double mean = 0,
            power = 1;
        return
        [
            .. values.Select(value =>
            {
                mean = (beta * mean) + ((1 - beta) * value);
                power *= beta;
                return isCorrected ? mean / (1 - power) : mean;
            }),
        ];
    }

    public static Chapter Chapter()
    {
        double[] ones = [1, 1, 1, 1, 1];
        (string Name, double Beta, bool IsCorrected)[] shown =
        [
            ("β = 0.5", 0.5, false),
            ("β = 0.9", 0.9, false),
            ("β = 0.98", 0.98, false),
            ("β = 0.98, corrected", 0.98, true),
        ];
        return new(
            "averages",
            "Moving averages",
            new Text(
                "A moving average keeps one number: m becomes β m + (1 - β) g. It looks back over some 1/(1 - β) values, 2, 10 and 50 here: a large β is "
                    + "smooth and late. Momentum is such an average of slopes, Adam has one of slopes and one of their squares."
            ),
            new Figure(
                new Chart(
                    "A noisy slope that turns, and its moving averages",
                    new Axis("step", 0, Count),
                    new Axis("slope", -2, 2.5),
                    [
                        new Dots("slope", "var(--contour)", Points(Noisy), 2),
                        .. shown.Select(
                            (one, i) =>
                                new Line(
                                    one.Name,
                                    Chart.Color(one.IsCorrected ? i - 1 : i, 4),
                                    Points(Of(Noisy, one.Beta, one.IsCorrected)),
                                    IsDashed: one.IsCorrected
                                )
                        ),
                    ]
                ),
                "At step 60 the slope turns. The average begins at 0 and so is too small at first; the correction, dashed, mends that."
            ),
            new Table(
                "Five times the slope 1 with β = 0.9, from 0.",
                ["step", "m", "1 - βᵗ", "m / (1 - βᵗ)"],
                [
                    .. Of(ones, 0.9)
                        .Select(
                            (m, i) =>
                                Table.Row(
                                    $"{i + 1}",
                                    m.Say(6),
                                    (1 - Math.Pow(0.9, i + 1)).Say(6),
                                    Of(ones, 0.9, isCorrected: true)[i].Say(6)
                                )
                        ),
                ]
            )
        );
    }

    private static Point[] Points(double[] values) => [.. values.Select((value, i) => new Point(i + 1, value))];
}
