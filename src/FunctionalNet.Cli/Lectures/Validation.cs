using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Estimating the error of a model on new points: one hold-out against k folds, over several random splits.</summary>
internal static class Validation
{
    public const int Folds = 5;

    private const int Draws = 10;

    /// <summary>Gets the degrees that are compared.</summary>
    public static IReadOnlyList<int> Degrees { get; } = [1, 2, 3, 4, 5, 7, 9];

    private static IReadOnlyList<Point> Points { get; } = Polynomials.Draw(key: 12, count: 40);

    /// <summary>The estimated errors, for each split one per degree: on a held-out fifth, and on average over five folds.</summary>
    public static (double[][] HoldOut, double[][] ByFolds) Estimate()
    {
        var folds = Enumerable
            .Range(0, Draws)
            .Select(draw => Degrees.Select(degree => Errors(draw, degree)).ToArray())
            .ToArray();
        return (
            [.. folds.Select(draw => draw.Select(errors => errors[0]).ToArray())],
            [.. folds.Select(draw => draw.Select(errors => Math.Sqrt(errors.Average(e => e * e))).ToArray())]
        );
    }

    public static Chapter Chapter()
    {
        var (holdOut, byFolds) = Estimate();
        Axis x = new("degree of the polynomial", 0.6, 9.4),
            y = new("estimated root mean square error", 0.05, 0.85);
        return new(
            "validation",
            "Hold-out against k-fold",
            new Text(
                "Forty points of sin(x) + ε, and polynomials of several degrees. To hold out a fifth of the points gives an error, but which fifth "
                    + $"is left to chance: each thin line is another draw. With {Folds} folds each point is held out once, and the mean over the folds "
                    + "depends on the draw far less. It costs five trainings in place of one."
            ),
            Of("hold-out", holdOut, Chart.Color(0, 3), "One hold-out of a fifth: ten draws give ten answers."),
            Of("five folds", byFolds, Chart.Color(1, 3), "Five folds: ten draws nearly agree."),
            new Table(
                "How much the estimate depends on the draw: the standard deviation over the draws.",
                ["degree", .. Degrees.Select(degree => $"{degree}")],
                [
                    ["hold-out", .. Spread(holdOut)],
                    ["five folds", .. Spread(byFolds)],
                    ["best degree, hold-out", .. Best(holdOut)],
                    ["best degree, five folds", .. Best(byFolds)],
                ]
            )
        );

        Figure Of(string name, double[][] estimates, string color, string caption) =>
            new(
                new Chart(
                    $"The error as estimated by {name}, by the degree",
                    x,
                    y,
                    [
                        .. estimates.Select(errors => new Line(null, color, Line(errors), 0.9)),
                        new Line("mean of the draws", "var(--ink)", Line(Means(estimates)), 2.4, HasDots: true),
                    ]
                ),
                caption
            );

        static Point[] Line(IEnumerable<double> errors) =>
            [.. Degrees.Zip(errors, (degree, error) => new Point(degree, error))];

        static IEnumerable<string> Spread(double[][] estimates) =>
            Degrees.Select((_, i) => Numbers.Deviation(estimates.Select(errors => errors[i])).Say(2));

        // The number of splits in which each degree is the best.
        static IEnumerable<string> Best(double[][] estimates) =>
            Degrees.Select(
                (_, i) => $"{estimates.Count(errors => Array.IndexOf(errors, errors.Min()) == i)} of {Draws}"
            );
    }

    /// <summary>The mean over the splits for each degree.</summary>
    public static double[] Means(double[][] estimates) =>
        [.. Degrees.Select((_, i) => estimates.Average(errors => errors[i]))];

    // The error on each fold of the model trained on the others.
    private static double[] Errors(int draw, int degree)
    {
        var order = ((Key)100).Split((ulong)draw).Permutation(Points.Count);
        return
        [
            .. Enumerable
                .Range(0, Folds)
                .Select(fold =>
                {
                    var parts = order
                        .Select((place, i) => (Point: Points[place], IsHeldOut: i % Folds == fold))
                        .ToLookup(p => p.IsHeldOut, p => p.Point);
                    return Polynomials.Error(Polynomials.Fit([.. parts[false]], degree), [.. parts[true]]);
                }),
        ];
    }
}
