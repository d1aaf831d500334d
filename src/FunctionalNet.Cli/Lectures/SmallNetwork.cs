using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>The smallest network with a non-convex loss: y = v tanh(w x), for which (v, w) and (-v, -w) are equivalent.</summary>
internal static class SmallNetwork
{
    private const int Steps = 400;

    private static readonly double[] Inputs = [-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2];

    // The true weights: w = 1 and v = 1.5.
    private static readonly double[] Targets = [.. Inputs.Select(x => 1.5 * Math.Tanh(x))];

    /// <summary>Gets the initial weights.</summary>
    public static IReadOnlyList<Point> Starts { get; } =
    [new(2.2, -1), new(-2.4, 1.2), new(0.1, 2.3), new(-0.3, -2.2), new(1e-3, 0)];

    /// <summary>Weights before the first step and after each one.</summary>
    public static Point[] Path(Point start, int steps = Steps)
    {
        Layer network =
            Dense(1, bias: false, kernel: FromTensor(Numbers.Column(start.X)))
            >> Tanh()
            >> Dense(1, bias: false, kernel: FromTensor(Numbers.Column(start.Y)));
        var training = Training.Of<double>(network, MeanSquaredError(), Sgd(0.05));
        var first = training.Init(0, new(1));
        var batch = Batch.Of(Numbers.Column(Inputs), Numbers.Column(Targets));
        return
        [
            .. new[] { first }
                .Concat(training.Scan(first, Enumerable.Repeat(batch, steps)))
                .Select(state => new Point(state.Values["0/weight"].Span[0], state.Values["2/weight"].Span[0])),
        ];
    }

    /// <summary>The mean squared error as a function of both weights.</summary>
    public static Expr Loss(Expr w, Expr v)
    {
        var error =
            (v.Unsqueeze(-1) * (w.Unsqueeze(-1) * Ops.Constant(new(Inputs.Length), Inputs)).Tanh())
            - Ops.Constant(new(Targets.Length), Targets);
        return (error * error).ReduceMean([-1]);
    }

    public static Chapter Chapter()
    {
        Axis x = new("inner weight w", -3, 3),
            y = new("outer weight v", -3, 3);
        return new(
            "loss-surface",
            "The loss surface of a small network",
            new Text(
                "A network of two weights, v tanh(w x), can be looked at as a whole. Its surface has two bottoms, for the signs of both "
                    + "weights can be turned at once, and a saddle at (0, 0) between them, where the slope is 0 although nothing is learned. "
                    + "Which bottom is reached depends on the start; from near the saddle it takes long to leave. That is why weights do not "
                    + "start at 0."
            ),
            new Figure(
                new Chart(
                    "The loss over both weights, and the ways from five starts",
                    x,
                    y,
                    [
                        new Contours(
                            Numbers.OnGrid(Loss, x.Values(121), y.Values(121)),
                            [.. Enumerable.Range(0, 14).Select(i => 0.02 * Math.Pow(1.55, i))]
                        ),
                        .. Starts.Select(
                            (start, i) =>
                                new Line(
                                    $"from ({start.X.Say()}, {start.Y.Say()})",
                                    Chart.Color(i, Starts.Count),
                                    Path(start),
                                    HasEnd: true
                                )
                        ),
                    ]
                ),
                $"{Steps} steps of gradient descent from each start. The two bottoms are (1, 1.5) and (-1, -1.5)."
            )
        );
    }
}
