using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>The same samples in one batch, in batches of eight, and one by one.</summary>
internal static class MiniBatches
{
    public const int Count = 64;

    private const int Epochs = 12;

    /// <summary>Gets the samples: y = 2 x + 1 with noise.</summary>
    public static Dataset<double> Data { get; } = Draw();

    /// <summary>Slope and intercept before the first step and after each one, with as many samples a step.</summary>
    public static Point[] Path(int batch)
    {
        var training = Training.Of<double>(Dense(1, kernel: Full(-1)), MeanSquaredError(), Sgd(0.1));
        var start = training.Init(0, new(1));
        return
        [
            .. new[] { start }
                .Concat(training.Scan(start, Data.Shuffle(key: 5).Batches(batch).Repeat(epochs: Epochs)))
                .Select(state => new Point(state.Values["weight"].Span[0], state.Values["bias"].Span[0])),
        ];
    }

    /// <summary>The mean squared error of a line over all samples.</summary>
    public static double Loss(Point line) =>
        Data
            .Inputs.Doubles()
            .Zip(Data.Targets.Doubles(), (x, y) => (line.X * x) + line.Y - y)
            .Average(error => error * error);

    public static Chapter Chapter()
    {
        var ways = ((int[])[Count, 8, 1])
            .Select(batch =>
                (
                    Batch: batch,
                    Name: batch == Count ? "all 64"
                    : batch == 1 ? "one by one"
                    : $"{batch} a step",
                    Path: Path(batch)
                )
            )
            .ToArray();
        Axis x = new("slope", -1.4, 3),
            y = new("intercept", -0.4, 2);
        return new(
            "mini-batches",
            "Mini-batches",
            new Text(
                $"The loss is a mean over {Count} samples, and so is its slope. The mean over eight of them points about the same way at an eighth of the "
                    + "price, so that an epoch takes eight steps instead of one; one sample alone takes 64 steps, each in the direction that it alone "
                    + "wants. Small batches come near at once and then tremble around the bottom, by the noise of what was drawn."
            ),
            new Figure(
                new Chart(
                    "The loss over slope and intercept, and the ways of three batch sizes",
                    x,
                    y,
                    [
                        new Contours(
                            Heights(x.Values(61), y.Values(61)),
                            [.. Enumerable.Range(0, 14).Select(i => 0.13 * Math.Pow(1.4, i))]
                        ),
                        .. ways.Reverse()
                            .Select((way, i) => new Line(way.Name, Chart.Color(i, 3), way.Path, 1.4, HasEnd: true)),
                        new Dots("start", "var(--ink)", [ways[0].Path[0]], Radius: 6, IsHollow: true),
                        new Crosses("bottom", "var(--ink)", [Bottom()]),
                    ]
                ),
                $"{Epochs} epochs of the rate 0.1 each: {string.Join(", ", ways.Select(way => $"{way.Path.Length - 1} steps {way.Name}"))}. The way of all 64 stops short because it has taken {Epochs} steps only."
            ),
            new Figure(
                new Chart(
                    "The loss over all samples after each epoch",
                    new Axis("epoch", 0, Epochs),
                    new Axis("loss", 0.05, 20, IsLogarithmic: true),
                    [
                        .. ways.Reverse()
                            .Select(
                                (way, i) =>
                                    new Line(
                                        way.Name,
                                        Chart.Color(i, 3),
                                        [
                                            .. Enumerable
                                                .Range(0, Epochs + 1)
                                                .Select(epoch => new Point(
                                                    epoch,
                                                    Loss(way.Path[epoch * Count / way.Batch])
                                                )),
                                        ],
                                        HasDots: true
                                    )
                            ),
                    ]
                ),
                "For the price of the same epochs. A rate that falls lets the small batches come to rest."
            )
        );
    }

    private static double[,] Heights(double[] slopes, double[] intercepts)
    {
        var heights = new double[slopes.Length, intercepts.Length];
        for (var i = 0; i < slopes.Length; i++)
        {
            for (var j = 0; j < intercepts.Length; j++)
            {
                heights[i, j] = Loss(new(slopes[i], intercepts[j]));
            }
        }

        return heights;
    }

    // Least squares: covariance over variance.
    private static Point Bottom()
    {
        var (xs, ys) = (Data.Inputs.Doubles(), Data.Targets.Doubles());
        var (x, y) = (xs.Average(), ys.Average());
        var slope = xs.Zip(ys, (a, b) => (a - x) * (b - y)).Sum() / xs.Sum(a => (a - x) * (a - x));
        return new(slope, y - (slope * x));
    }

    private static Dataset<double> Draw()
    {
        var x = Numbers.Uniform(((Key)5).Split("x"), Count, -1, 1);
        var noise = Numbers.Normal(((Key)5).Split("noise"), Count);
        return new(Numbers.Column(x), Numbers.Column([.. x.Zip(noise, (at, n) => (2 * at) + 1 + (0.3 * n))]));
    }
}
