using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>
/// Gradient descent on one weight: the output for the input 3 should be 10, and the weight starts at 2. The loss is (3 w - 10)².
/// </summary>
internal static class OneWeight
{
    public const double Optimum = 10.0 / 3;

    private const int Steps = 20;

    // The curvature is 18: a step overshoots for rates above 1/18, and diverges above 1/9.
    private static readonly double[] Rates = [0.01, 0.04, 0.1, 0.113];

    /// <summary>The weight, the loss and the gradient before each step, and after the last.</summary>
    public static (double Weight, double Loss, double Slope)[] Path(double rate, int steps)
    {
        var training = Training.Of<double>(
            Dense(1, bias: false, kernel: FromTensor(Numbers.Column(2))),
            MeanSquaredError(),
            Sgd(rate)
        );
        var batch = Batch.Of(Numbers.Column(3), Numbers.Column(10));
        var start = training.Init(0, new(1));
        TrainState<double>[] states = [start, .. training.Scan(start, Enumerable.Repeat(batch, steps + 1))];
        double[] weights = [.. states.Select(state => state.Values["weight"].Span[0])];

        // The gradient is computed from the step.
        return
        [
            .. Enumerable
                .Range(0, steps + 1)
                .Select(i => (weights[i], states[i + 1].Loss, (weights[i] - weights[i + 1]) / rate)),
        ];
    }

    public static Chapter Chapter()
    {
        var paths = Rates.Select(rate => (Rate: rate, Points: Path(rate, Steps))).ToArray();
        var x = new Axis("weight w", 0.8, 5.8);
        double[] weights = x.Values(80);
        return new(
            "one-weight",
            "Gradient descent on one weight",
            new Text(
                "A neuron with one weight and no bias turns the input 3 into 3 w, and 10 is wanted. The loss (3 w - 10)² has the slope "
                    + "2 · 3 · (3 w - 10): -24 at the start w = 2. A step of the rate 0.01 goes to 2 + 0.24 = 2.24. The loss is a parabola of "
                    + "curvature 18, so that a rate below 1/18 comes nearer from one side, one up to 1/9 jumps to and fro, and beyond 1/9 each "
                    + "step ends farther away than it began."
            ),
            new Figure(
                new Chart(
                    "The loss over the weight, and the steps of four learning rates",
                    x,
                    new Axis("loss", -2, 62),
                    [
                        new Line(
                            null,
                            "var(--contour)",
                            [.. weights.Select(w => new Point(w, Square((3 * w) - 10)))],
                            2.4
                        ),
                        .. paths.Select(
                            (path, i) =>
                                new Line(
                                    $"rate {path.Rate.Say()}",
                                    Chart.Color(i, 4),
                                    [.. path.Points.Select(p => new Point(p.Weight, p.Loss))],
                                    HasDots: true
                                )
                        ),
                    ]
                ),
                "The steps on the parabola. At the rate 0.113 they climb out of the picture."
            ),
            new Figure(
                new Chart(
                    "The loss after each step",
                    new Axis("step", 0, Steps),
                    new Axis("loss", 1e-14, 100, IsLogarithmic: true),
                    [
                        .. paths.Select(
                            (path, i) =>
                                new Line(
                                    $"rate {path.Rate.Say()}",
                                    Chart.Color(i, 4),
                                    [.. path.Points.Select((p, step) => new Point(step, p.Loss))],
                                    HasDots: true
                                )
                        ),
                    ]
                ),
                "On a logarithmic axis each rate is a straight line: the loss is multiplied by (1 - 18 η)² in every step."
            ),
            new Table(
                "The first steps of the rate 0.01.",
                ["step", "w", "prediction 3 w", "loss", "slope"],
                [
                    .. Path(0.01, 5)
                        .Select(
                            (p, i) =>
                                Table.Row($"{i}", p.Weight.Say(6), (3 * p.Weight).Say(6), p.Loss.Say(6), p.Slope.Say(6))
                        ),
                ]
            ),
            new Code(
                """
                var training = Training.Of<double>(Dense(1, bias: false), MeanSquaredError(), Sgd(0.01));
                var weights = training.Scan(start, Enumerable.Repeat(batch, 20)).Select(state => state.Values["weight"]);
                """
            )
        );
    }

    private static double Square(double value) => value * value;
}
