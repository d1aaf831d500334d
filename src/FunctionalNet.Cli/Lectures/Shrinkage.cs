using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>L2 and L1: the weights of a linear model as the penalty grows. Three of eight inputs are relevant.</summary>
internal static class Shrinkage
{
    private const int Rows = 60;

    /// <summary>Gets the true weights of the targets.</summary>
    public static IReadOnlyList<double> Truth { get; } = [3, -2, 0, 0, 1.5, 0, 0, 0];

    /// <summary>Gets the strengths of the penalty, from weak to strong.</summary>
    public static IReadOnlyList<double> Strengths { get; } = [.. new Axis(string.Empty, 1e-3, 20, true).Values(36)];

    /// <summary>Gets the samples.</summary>
    public static Batch<double> Data { get; } = Draw();

    /// <summary>The weights at each strength of ½ λ Σ w².</summary>
    public static double[][] Ridge() =>
        [
            .. Strengths.Select(strength =>
            {
                var training = Training.Of<double>(Model, MeanSquaredError() + L2(strength), Sgd(0.1));
                var optimum = training.Lbfgs(training.Init(0, new(Truth.Count)), Data, tolerance: 1e-10);
                return optimum.Values["weight"].Doubles();
            }),
        ];

    /// <summary>The weights at each strength of λ Σ |w|, by proximal steps; each strength starts from the previous solution.</summary>
    public static double[][] Lasso()
    {
        var paths = new List<double[]>();
        TrainState<double>? state = null;
        foreach (var strength in Strengths)
        {
            var training = Training.Of<double>(Model, MeanSquaredError(), Sgd(0.15) >> ProximalL1(0.15, strength));
            state = training.Fold(state ?? training.Init(0, new(Truth.Count)), Enumerable.Repeat(Data, 600));
            paths.Add(state.Values["weight"].Doubles());
        }

        return [.. paths];
    }

    public static Chapter Chapter()
    {
        var (ridge, lasso) = (Ridge(), Lasso());
        return new(
            "penalties",
            "L2 and L1: small weights and exact zeros",
            new Text(
                "Eight inputs, of which three matter, and neighbours are alike. Both penalties pull the weights towards 0 as they grow. The "
                    + "slope of L2, λ w, fades with the weight, so that all weights become small and none becomes 0. That of L1, λ sign(w), does not "
                    + "fade: one weight after the other is cut off, first those that do not matter. Plain gradients would jitter about 0; the "
                    + "proximal step behind the gradient makes the zeros exact."
            ),
            Of("L2", ridge, "Ridge: all weights shrink together, and none is 0."),
            Of(
                "L1",
                lasso,
                "Lasso: weights reach 0 one after the other. One may come back for a moment, when its neighbour goes."
            ),
            new Figure(
                new Chart(
                    "How many weights are exactly 0 by the strength of the penalty",
                    Strength,
                    new Axis("weights that are exactly 0", -0.3, 8.3),
                    new Line("L1", Chart.Color(0, 3), Zeros(lasso)),
                    new Line("L2", Chart.Color(1, 3), Zeros(ridge))
                ),
                "Exact zeros. Five of the eight weights should be 0."
            ),
            new Code("""Sgd(0.15) >> ProximalL1(0.15, strength)""")
        );
    }

    private static Layer Model => Dense(1, bias: false, kernel: Net.Zeros());

    private static Axis Strength => new("strength λ of the penalty", 1e-3, 20, IsLogarithmic: true);

    private static Figure Of(string name, double[][] paths, string caption) =>
        new(
            new Chart(
                $"The weights by the strength of the {name} penalty",
                Strength,
                new Axis("weight", -2.3, 3.3),
                [
                    .. Truth.Select(
                        (truth, j) =>
                            new Line(
                                $"w{j + 1}, made with {truth.Say()}",
                                Chart.Color(j, Truth.Count),
                                [.. Strengths.Zip(paths, (strength, w) => new Point(strength, w[j]))],
                                IsDashed: truth == 0
                            )
                    ),
                ]
            ),
            caption
        );

    private static Point[] Zeros(double[][] paths) =>
        [.. Strengths.Zip(paths, (strength, w) => new Point(strength, w.Count(value => value == 0)))];

    // Each input is a mixture of its own noise and its neighbour's.
    private static Batch<double> Draw()
    {
        Key key = 8;
        var own = Numbers.Normal(key.Split("inputs"), Rows * Truth.Count);
        var noise = Numbers.Normal(key.Split("noise"), Rows);
        var inputs = own.Select((value, i) => i % Truth.Count == 0 ? value : (0.8 * value) + (0.6 * own[i - 1]))
            .ToArray();
        var targets = inputs
            .Chunk(Truth.Count)
            .Zip(noise, (row, e) => row.Zip(Truth, (value, weight) => value * weight).Sum() + (0.5 * e));
        return Batch.Of(new Tensor<double>(new(Rows, Truth.Count), inputs), Numbers.Column([.. targets]));
    }
}
