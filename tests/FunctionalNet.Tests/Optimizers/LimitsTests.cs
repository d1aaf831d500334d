using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>Transforms without a limit, without ε, and at gradients of 0 or infinity: the result is finite wherever the limit is.</summary>
public class LimitsTests
{
    private const double Inf = double.PositiveInfinity;

    // Exceeds the range of float32.
    private const double Large = 1e300;

    private static readonly Dictionary<string, Func<double, Transform>> Limited = new(StringComparer.Ordinal)
    {
        ["ClipByGlobalNorm"] = limit => ClipByGlobalNorm(limit),
        ["ClipByNorm"] = limit => ClipByNorm(limit),
        ["ClipByRms"] = limit => ClipByRms(limit),
        ["ClipByValue"] = limit => ClipByValue(limit),
        ["ProjectToMaxNorm"] = limit => ProjectToMaxNorm(limit),
    };

    private static readonly Dictionary<string, Transform> WithoutEpsilon = new(StringComparer.Ordinal)
    {
        ["Adam"] = ScaleByAdam(epsilon: 0),
        ["Adam, ε in the root"] = ScaleByAdam(epsilon: 0, epsilonInRoot: true),
        ["Adam, an ε that float32 does not hold"] = ScaleByAdam(epsilon: 1e-60),
        ["AmsGrad"] = ScaleByAmsGrad(epsilon: 0),
        ["NAdam"] = ScaleByNAdam(epsilon: 0),
        ["RAdam"] = ScaleByRAdam(beta2: 0.5, epsilon: 0),
        ["Adamax"] = ScaleByAdamax(epsilon: 0),
        ["AdaGrad"] = ScaleByAdaGrad(epsilon: 0),
        ["AdaDelta"] = ScaleByAdaDelta(epsilon: 0),
        ["RmsProp"] = ScaleByRms(epsilon: 0),
        ["RmsProp, centered"] = ScaleByRms(epsilon: 0, centered: true),
        ["factored"] = ScaleByFactoredRms(epsilon: 0),
        ["factored, an ε that float32 holds"] = ScaleByFactoredRms(),
        ["trust ratio"] = ScaleByTrustRatio(),
        ["sharpness"] = SharpnessAware(),
        ["orthogonal"] = Orthogonalize(),
        ["global norm"] = ClipByGlobalNorm(1),
        ["norm"] = ClipByNorm(1),
        ["root mean square"] = ClipByRms(1),
    };

    public static TheoryData<string> LimitedNames { get; } = [.. Limited.Keys];

    public static TheoryData<string> NamesWithoutEpsilon { get; } = [.. WithoutEpsilon.Keys];

    [Theory]
    [MemberData(nameof(LimitedNames))]
    public void No_limit_is_no_limit(string name)
    {
        foreach (var limit in new[] { Inf, Large })
        {
            foreach (float[] gradient in new[] { new[] { 3f, -4f }, [0, 0], [1e20f, 1], [1e-25f, 0] })
            {
                Assert.Equal(Moved(Sgd(1), gradient), Moved(Sgd(1) >> Limited[name](limit), gradient));
            }
        }
    }

    [Theory]
    [MemberData(nameof(LimitedNames))]
    public void A_gradient_within_the_limit_stays_as_it_is(string name) =>
        Assert.Equal([-0.3f, 0.4f], Moved(Sgd(1) >> Limited[name](1), [0.3f, -0.4f]));

    [Theory]
    [InlineData("ClipByGlobalNorm")]
    [InlineData("ClipByNorm")]
    public void A_missing_gradient_is_seen(string name) =>
        Assert.All(Moved(Sgd(1) >> Limited[name](Inf), [float.NaN, 1]), value => Assert.True(float.IsNaN(value)));

    [Theory]
    [MemberData(nameof(NamesWithoutEpsilon))]
    public void A_gradient_of_0_moves_nothing_and_the_next_one_does(string name)
    {
        var training = Of(WithoutEpsilon[name] >> Scale(-1));
        var start = training.Init(1, new(2));
        var still = training.Fold(start, [Batch([0, 0]), Batch([0, 0])]);
        Assert.Equal(start.Values["w"].Doubles(), still.Values["w"].Doubles());
        Assert.All(
            still.Values.Values.SelectMany(value => value.Doubles()),
            value => Assert.True(double.IsFinite(value))
        );

        // AdaDelta derives its step length from past steps; without ε it never starts moving.
        var next = training.Step(still, Batch([1, 0]));
        Assert.All(
            next.Values.Values.SelectMany(value => value.Doubles()),
            value => Assert.True(double.IsFinite(value))
        );
        Assert.Equal(name == "AdaDelta", start.Values["w"].Doubles()[0].Equals(next.Values["w"].Doubles()[0]));
    }

    [Theory]
    [MemberData(nameof(NamesWithoutEpsilon))]
    public void A_gradient_whose_square_is_infinite_leaves_numbers(string name)
    {
        var training = Of(WithoutEpsilon[name] >> Scale(-1));
        var after = training.Fold(training.Init(1, new(2)), [Batch([1e30f, 1]), Batch([1, 1])]);
        Assert.All(after.Values["w"].Doubles(), value => Assert.True(double.IsFinite(value)));
    }

    private static float[] Moved(Transform chain, float[] gradient)
    {
        var training = Of(chain);
        var start = training.Init(1, new(gradient.Length));
        return training.Step(start, Batch(gradient)).Values["w"].Span.ToArray();
    }

    private static Training<float> Of(Transform chain) => FunctionalNet.Training.Of(new Weights(), new Sum(), chain);

    private static Batch<float> Batch(float[] gradient) =>
        FunctionalNet.Batch.Of(Tensor.Of(new(1, gradient.Length), gradient), Tensor.Vector(0f));

    // Two weights of one unit; their gradient is the input.
    private sealed record Weights : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            scope.Parameter("w", new(x.Shape[1], 1), Zeros()).Transpose() * x;
    }

    private sealed record Sum : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => prediction.ReduceSum();
    }
}
