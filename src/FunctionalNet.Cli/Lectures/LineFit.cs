using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>A straight line through points: two weights, slope and intercept, and the surface of the loss over both.</summary>
internal static class LineFit
{
    private const int Steps = 60;

    /// <summary>Gets the points, about y = 2 x + 1.</summary>
    public static IReadOnlyList<Point> Data { get; } = Draw();

    /// <summary>Gets the rates of the tour: slow, good, nearly unstable; and with momentum.</summary>
    public static IReadOnlyList<(string Name, Transform Optimizer)> Ways { get; } =
    [
        ("rate 0.03", Sgd(0.03)),
        ("rate 0.3", Sgd(0.3)),
        ("rate 0.9", Sgd(0.9)),
        ("rate 0.1, momentum 0.9", Sgd(0.1, momentum: 0.9)),
    ];

    /// <summary>Slope and intercept by least squares: covariance over variance.</summary>
    public static (double Slope, double Intercept) LeastSquares()
    {
        var (x, y) = (Data.Average(p => p.X), Data.Average(p => p.Y));
        var slope = Data.Sum(p => (p.X - x) * (p.Y - y)) / Data.Sum(p => (p.X - x) * (p.X - x));
        return (slope, y - (slope * x));
    }

    /// <summary>Slope and intercept before the first step and after each one.</summary>
    public static Point[] Path(Transform optimizer, int steps)
    {
        var training = Training.Of<double>(Dense(1, kernel: Full(-1)), MeanSquaredError(), optimizer);
        var batch = Batch.Of(Numbers.Column([.. Data.Select(p => p.X)]), Numbers.Column([.. Data.Select(p => p.Y)]));
        var start = training.Init(0, new(1));
        return
        [
            .. new[] { start }
                .Concat(training.Scan(start, Enumerable.Repeat(batch, steps)))
                .Select(state => new Point(state.Values["weight"].Span[0], state.Values["bias"].Span[0])),
        ];
    }

    /// <summary>The mean squared error of a line.</summary>
    public static Expr Loss(Expr slope, Expr intercept)
    {
        Expr Row(Func<Point, double> of) => Ops.Constant(new(Data.Count), [.. Data.Select(of)]);

        var error = (slope.Unsqueeze(-1) * Row(p => p.X)) + intercept.Unsqueeze(-1) - Row(p => p.Y);
        return (error * error).ReduceMean([-1]);
    }

    public static Chapter Chapter()
    {
        var (slope, intercept) = LeastSquares();
        var paths = Ways.Select(way => (way.Name, Points: Path(way.Optimizer, Steps))).ToArray();
        Axis x = new("slope", -1.6, 4.6),
            y = new("intercept", -1, 2.6);
        int[] shown = [0, 2, 5, 10, 40];
        return new(
            "line",
            "A line: slope and intercept",
            new Text(
                "Twenty points scatter about the line y = 2 x + 1. Both weights are learned at once, from the slope -1 and the intercept 0. "
                    + $"Least squares, which solves this in one go, gives {slope.Say()} and {intercept.Say()}; gradient descent ends at the same "
                    + "place, for the loss is a bowl with one bottom. The bowl is narrower along the intercept: that is the direction in which "
                    + "a large rate jumps to and fro."
            ),
            new Figure(
                new Chart(
                    "Points, and the line after some steps",
                    new Axis("x", -1.1, 1.1),
                    Axis.Around("y", Data.Select(p => p.Y)),
                    [
                        .. shown.Select(
                            (step, i) =>
                                new Line(
                                    $"after {step} steps",
                                    Chart.Color(i, shown.Length),
                                    [.. new[] { -1.1, 1.1 }.Select(at => Of(paths[1].Points[step], at))]
                                )
                        ),
                        new Dots("points", "var(--ink)", Data),
                    ]
                ),
                "The line turns into the points: gradient descent with the rate 0.3."
            ),
            new Figure(
                new Chart(
                    "The loss over slope and intercept, and four ways down",
                    x,
                    y,
                    [
                        new Contours(
                            Numbers.OnGrid(Loss, x.Values(60), y.Values(60)),
                            [.. Enumerable.Range(1, 24).Select(i => 0.09 + (0.012 * i * i))]
                        ),
                        .. paths.Select(
                            (path, i) =>
                                new Line(path.Name, Chart.Color(i, 4), path.Points, 1.4, HasDots: true, HasEnd: true)
                        ),
                    ]
                ),
                "The loss surface as lines of equal loss. Gradients stand at right angles on them; momentum swings past the bottom and comes back."
            ),
            new Table(
                $"Where each way is after {Steps} steps.",
                ["way", "slope", "intercept", "distance to least squares"],
                [
                    .. paths.Select(path =>
                        Table.Row(
                            path.Name,
                            path.Points[^1].X.Say(6),
                            path.Points[^1].Y.Say(6),
                            double.Hypot(path.Points[^1].X - slope, path.Points[^1].Y - intercept).Say(2)
                        )
                    ),
                ]
            )
        );
    }

    private static Point Of(Point line, double x) => new(x, (line.X * x) + line.Y);

    private static Point[] Draw()
    {
        Key key = 3;
        var xs = Numbers.Uniform(key.Split("x"), 20, -1, 1);
        var noise = Numbers.Normal(key.Split("noise"), 20);
        return [.. xs.Zip(noise, (x, e) => new Point(x, (2 * x) + 1 + (0.3 * e)))];
    }
}
