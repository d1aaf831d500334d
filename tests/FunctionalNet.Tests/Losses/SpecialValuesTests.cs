using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>
/// Losses of infinite, missing and exact predictions. A term of weight 0 adds nothing to value and gradient, whatever its value; all others
/// give the limit.
/// </summary>
public class SpecialValuesTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    // The loss, prediction and target with their shapes, the sum of the terms, and its gradient.
    private static readonly Dictionary<string, Case> Cases = new(StringComparer.Ordinal)
    {
        ["KullbackLeibler, a share of 0 where the logarithm is -∞"] = new(
            KullbackLeibler(Sum),
            [-Inf, 0],
            [0, 1],
            0,
            [0, -1]
        ),
        ["KullbackLeibler, a share where it is -∞"] = new(KullbackLeibler(Sum), [-Inf, 0], [1, 0], Inf, [-1, 0]),
        ["DistributionCrossEntropy, a share of 0 of a logit of -∞"] = new(
            DistributionCrossEntropy(reduction: Sum),
            [-Inf, 0],
            [0, 1],
            0,
            [0, 0]
        ),
        ["DistributionCrossEntropy, a weight of 0 of a logit of -∞"] = new(
            DistributionCrossEntropy(weights: new(0, 1), reduction: Sum),
            [-Inf, 0],
            [0.5, 0.5],
            0,
            [0, 0]
        ),
        ["SoftmaxCrossEntropy, an ignored row with NaN"] = Rows(
            SoftmaxCrossEntropy(reduction: Sum),
            NaN,
            -1,
            [0, 0, 0]
        ),
        ["SoftmaxCrossEntropy, smooth, an ignored row with -∞"] = Rows(
            SoftmaxCrossEntropy(0.1, reduction: Sum),
            -Inf,
            -1,
            [0, 0, 0]
        ),
        ["SoftmaxCrossEntropy, smooth, an ignored row with NaN"] = Rows(
            SoftmaxCrossEntropy(0.1, reduction: Sum),
            NaN,
            -1,
            [0, 0, 0]
        ),
        ["SoftmaxCrossEntropy, all smooth, an ignored row with ∞"] = Rows(
            SoftmaxCrossEntropy(1, reduction: Sum),
            Inf,
            -1,
            [0, 0, 0]
        ),
        ["SoftmaxCrossEntropy, a class of weight 0 at -∞"] = Rows(
            SoftmaxCrossEntropy(weights: new(0, 1, 1), reduction: Sum),
            -Inf,
            0,
            [0, 0, 0]
        ),
        ["SoftmaxCrossEntropy, a class of weight 0 in a row of NaN"] = Rows(
            SoftmaxCrossEntropy(weights: new(0, 1, 1), reduction: Sum),
            NaN,
            0,
            [0, 0, 0]
        ),
        ["NegativeLogLikelihood, an ignored row with NaN"] = Rows(NegativeLogLikelihood(Sum), NaN, -1, [0, 0, 0]),
        ["MultiClassHinge, an ignored row with NaN"] = Rows(MultiClassHinge(reduction: Sum), NaN, -1, [0, 0, 0]),
        ["MultiClassHinge, an ignored row with ∞"] = Rows(MultiClassHinge(reduction: Sum), Inf, -1, [0, 0, 0]),
        ["MultiClassHinge, the label ahead by ∞"] = Rows(MultiClassHinge(reduction: Sum), Inf, 0, [0, 0, 0]),
        ["Weighted, a missing target of weight 0"] = new(
            Weighted(MeanSquaredError(Sum)),
            new(2, 1),
            new(2, 2),
            [1, 2],
            [NaN, 0, 3, 1],
            1,
            [0, -2]
        ),
        ["Weighted, an infinite prediction of weight 0"] = new(
            Weighted(MeanSquaredError(Sum)),
            new(2, 1),
            new(2, 2),
            [Inf, 2],
            [1, 0, 3, 1],
            1,
            [0, -2]
        ),
        ["Weighted, a missing label of weight 0"] = new(
            Weighted(SoftmaxCrossEntropy(0.1, reduction: Sum)),
            new(2, 2),
            new(2, 2),
            [NaN, 1, 0, 0],
            [NaN, 0, 1, 1],
            Math.Log(2),
            [0, 0, 0.45, -0.45]
        ),
        ["Weighted, a triplet of weight 0"] = new(
            Weighted(Triplet(reduction: Sum)),
            new(1, 3, 2),
            new(1, 2),
            [NaN, Inf, 0, 0, 0, 0],
            [0, 0],
            0,
            new double[6]
        ),
        ["ForOutputs, an infinite part of weight 0"] = new(
            ForOutputs((1, MeanSquaredError(Sum), 0), (1, MeanSquaredError(Sum), 1)),
            [Inf, 0],
            [0, 1],
            1,
            [0, -2]
        ),
        ["GaussianNegativeLogLikelihood, no error in a tiny variance"] = new(
            GaussianNegativeLogLikelihood(Sum),
            new(1, 2),
            new(1, 1),
            [0, -200],
            [0],
            -100,
            [0, 0.5]
        ),
        ["GaussianNegativeLogLikelihood, no error in no variance"] = new(
            GaussianNegativeLogLikelihood(Sum),
            new(1, 2),
            new(1, 1),
            [2, -2000],
            [2],
            -1000,
            [0, 0.5]
        ),
        ["GaussianNegativeLogLikelihood, a tiny error in a tiny variance"] = new(
            GaussianNegativeLogLikelihood(Sum),
            new(1, 2),
            new(1, 1),
            [1e-30, -140],
            [0],
            -70 + (0.5 * 1e-60 * Math.Exp(140)),
            [1e-30 * Math.Exp(140), 0.5 - (0.5 * 1e-60 * Math.Exp(140))]
        ),
        ["PoissonNegativeLogLikelihood, a count of 0 at a rate of 0"] = new(
            PoissonNegativeLogLikelihood(Sum),
            [-Inf, 0],
            [0, 2],
            1,
            [0, -1]
        ),
        ["PoissonNegativeLogLikelihood, a count at a rate of 0"] = new(
            PoissonNegativeLogLikelihood(Sum),
            [-Inf],
            [2],
            Inf,
            [-2]
        ),
        ["BinaryCrossEntropy, right for sure"] = new(BinaryCrossEntropy(Sum), [Inf, -Inf], [1, 0], 0, [0, 0]),
        ["BinaryCrossEntropy, wrong for sure"] = new(BinaryCrossEntropy(Sum), [Inf, -Inf], [0, 1], Inf, [1, -1]),
        ["BinaryCrossEntropy, half right for sure"] = new(
            BinaryCrossEntropy(Sum),
            [Inf, -Inf],
            [0.5, 0.5],
            Inf,
            [0.5, -0.5]
        ),
        ["BinaryCrossEntropy, missing"] = new(BinaryCrossEntropy(Sum), [NaN], [0], NaN, [NaN]),
        ["BinaryCrossEntropyOfProbabilities, right for sure"] = new(
            BinaryCrossEntropyOfProbabilities(Sum),
            [1, 0],
            [1, 0],
            0,
            [-1, 1]
        ),
        ["Focal, right for sure"] = new(Focal(reduction: Sum), [Inf, -Inf], [1, 0], 0, [0, 0]),
        ["Focal, wrong for sure"] = new(Focal(2, 0.25, Sum), [Inf, -Inf], [0, 1], Inf, [0.75, -0.25]),
        ["Focal, a balance of 0"] = new(Focal(2, 1, Sum), [Inf, 3], [0, 0], 0, [0, 0]),
        ["Hinge, right for sure"] = new(Hinge(reduction: Sum), [Inf, -Inf], [1, -1], 0, [0, 0]),
        ["Huber, far off"] = new(Huber(reduction: Sum), [Inf, -Inf, 0], [0, 0, 0], Inf, [1, -1, 0]),
        ["Huber without a limit"] = new(Huber(Inf, Sum), [3, -2], [0, 0], 6.5, [3, -2]),
        ["MeanAbsoluteError, far off"] = new(MeanAbsoluteError(Sum), [Inf, -Inf, 0], [0, 0, 0], Inf, [1, -1, 0]),
        ["LogCosh, far off"] = new(LogCosh(Sum), [Inf, -Inf, 0], [0, 0, 0], Inf, [1, -1, 0]),
        ["LogCosh, far"] = new(LogCosh(Sum), [1e30], [0], 1e30, [1]),
        ["LogCosh, 100"] = new(LogCosh(Sum), [-100], [0], 100 - Math.Log(2), [-1]),
        ["LogCosh, 0.5"] = new(LogCosh(Sum), [0.5], [0], 0.12011450695827752, [0.46211715726000973]),
        ["LogCosh, 0.0001"] = new(LogCosh(Sum), [1e-4], [0], 4.9999999916666667e-9, [9.9999999666666668e-5]),
        ["LogCosh, 1e-10"] = new(LogCosh(Sum), [-1e-10], [0], 5e-21, [-1e-10]),
        ["LogCosh, missing"] = new(LogCosh(Sum), [NaN], [0], NaN, [NaN]),
        ["CosineDistance, nothing"] = new(CosineDistance(Sum), [0, 0], [0, 0], 1, [0, 0]),
        ["CosineDistance, no target"] = new(CosineDistance(Sum), [3, 4], [0, 0], 1, [0, 0]),
        ["CosineDistance, a vector of 0 is one of the length 10⁻⁸"] = new(
            CosineDistance(Sum),
            [0, 0],
            [3, 4],
            1,
            [-0.6e8, -0.8e8]
        ),
        ["CosineDistance, far off"] = new(CosineDistance(Sum), [3e30, 4e30], [4e30, -3e30], 1, [-0.16e-30, 0.12e-30]),
        ["CosineDistance, the same, far off"] = new(CosineDistance(Sum), [3e30, 4e30], [3, 4], 0, [0, 0]),
        ["Triplet, two that are one but for its epsilon"] = new(
            Triplet(reduction: Sum),
            new(1, 3, 1),
            new(1),
            [0, 1e-6, 5],
            [0],
            0,
            [0, 0, 0]
        ),
    };

    private static Reduction Sum => Reduction.Sum;

    public static TheoryData<string> Names { get; } = [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_slope_are_the_limit_in_float32(string name) => Limit<float>(Cases[name], 3e-6);

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_slope_are_the_limit_in_float64(string name) => Limit<double>(Cases[name], 1e-12);

    [Fact]
    public void A_penalty_of_no_strength_is_none()
    {
        var w = Expr.Input("w", new(2));
        foreach (var penalty in new[] { L1(0), L2(0), ElasticNet(0, 0) })
        {
            Assert.Equal(
                [0],
                Plan<float>.Compile(new Graph([w], [penalty.Of(w)])).Run(Tensor.Vector(3e38f, Inf32))[0].Doubles()
            );
        }
    }

    private const float Inf32 = float.PositiveInfinity;

    private static void Limit<T>(Case of, double tolerance)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var x = Expr.Input("x", of.X);
        var t = Expr.Input("t", of.T, of.Loss.Target);
        var loss = of.Loss.Apply(x, t);
        var graph = new Graph([x, t], [loss, Gradient.Of(loss, [x])[0]]);
        Tensor<T>[] values = [Tensor(of.X, of.Prediction), Tensor(of.T, of.Target)];
        foreach (
            var results in new[]
            {
                Reference.Run(graph, values),
                Eager.Run(graph, values),
                Plan<T>.Compile(graph).Run(values),
            }
        )
        {
            Close([of.Sum], results[0].Doubles(), tolerance);
            Close(of.Slope, results[1].Doubles(), tolerance);
        }

        static Tensor<T> Tensor(Shape shape, double[] numbers) => new(shape, [.. numbers.Select(T.CreateChecked)]);
    }

    // The tolerance is relative, so that small values are checked to the same digits. An expected 0 gets an absolute tolerance for
    // rounding.
    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected[i], actual[i]);
            var scale = e.Equals(0) ? 0.1 : Math.Abs(e);
            Assert.True(
                double.IsFinite(e) ? Math.Abs(e - a) <= tolerance * scale : e.Equals(a),
                $"number {i}: expected {e:R}, got {a:R}"
            );
        }
    }

    // A row of three scores (score, 0, 1) and its label.
    private static Case Rows(ReducedLoss loss, double score, double label, double[] slope) =>
        new(loss, new(1, 3), new(1), [score, 0, 1], [label], 0, slope);

    private sealed record Case(
        Loss Loss,
        Shape X,
        Shape T,
        double[] Prediction,
        double[] Target,
        double Sum,
        double[] Slope
    )
    {
        public Case(Loss loss, double[] prediction, double[] target, double sum, double[] slope)
            : this(loss, new(1, prediction.Length), new(1, target.Length), prediction, target, sum, slope) { }
    }
}
