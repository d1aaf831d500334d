using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>
/// Factors that depend on the step number alone are in float32 what they are in double, at the first step as after a billion.
/// </summary>
public class StepNumbersTests
{
    private const double Tolerance = 3e-6;

    private static readonly long[] Counts =
    [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        10,
        100,
        1_000,
        10_000,
        1_000_000,
        1 << 24,
        (1 << 24) + 1,
        1_000_000_000,
    ];

    private static readonly double[] Decays = [0, 0.5, 0.9, 0.999, 0.9999, 0.99999, 0.9999999, 0.99999999];

    // Optimizers as functions of β; those with two moments have one entry for each.
    private static readonly Dictionary<string, Func<double, Transform>> Optimizers = new(StringComparer.Ordinal)
    {
        ["Adam, β₁"] = beta => ScaleByAdam(beta1: beta),
        ["Adam, β₂"] = beta => ScaleByAdam(beta2: beta),
        ["AmsGrad, β₁"] = beta => ScaleByAmsGrad(beta1: beta),
        ["AmsGrad, β₂"] = beta => ScaleByAmsGrad(beta2: beta),
        ["Adamax, β₁"] = beta => ScaleByAdamax(beta1: beta),
        ["Adamax, β₂"] = beta => ScaleByAdamax(beta2: beta),
        ["NAdam, β₁"] = beta => ScaleByNAdam(beta1: beta),
        ["NAdam, β₁ at once"] = beta => ScaleByNAdam(beta1: beta, momentumDecay: 2),
        ["NAdam, β₂"] = beta => ScaleByNAdam(beta2: beta),
        ["RAdam, β₁"] = beta => ScaleByRAdam(beta1: beta),
        ["RAdam, β₂"] = beta => ScaleByRAdam(beta2: beta),
        ["RAdam from 4 on"] = beta => ScaleByRAdam(beta2: beta, threshold: 4),
        ["mean"] = beta => AverageGradients(beta),
        ["corrected mean"] = beta => AverageGradients(beta, correct: true),
        ["RmsProp"] = beta => ScaleByRms(beta),
        ["RmsProp, centered"] = beta => ScaleByRms(beta, centered: true, epsilon: 10),
        ["AdaDelta"] = beta => ScaleByAdaDelta(beta),
        ["Lion"] = beta => ScaleByLion(beta2: beta),
        ["momentum"] = beta => Momentum(beta),
        ["Adafactor"] = beta => ScaleByFactoredRms(power: beta),
        ["noise"] = beta => AddNoise(1, decay: beta),
    };

    private static readonly Dictionary<string, Schedule> Schedules = new(StringComparer.Ordinal)
    {
        ["cosine"] = CosineDecay(0.1, total: 1_000_000),
        ["cosine to a little"] = CosineDecay(0.1, total: 1_000_000, last: 1e-7),
        ["warm-up and cosine"] = WarmupCosine(0.1, warmup: 3, total: 1_000_000),
        ["restarts"] = CosineRestarts(0.1, period: 1_000_003, last: 1e-6),
        ["doubling restarts"] = CosineRestarts(0.1, period: 1_003, multiply: 2),
        ["one cycle"] = OneCycle(0.1, total: 1_000_000),
        ["one cycle from nothing"] = OneCycle(
            0.1,
            total: 1_000_000,
            warmupShare: 0.5,
            startDivisor: 1e7,
            endDivisor: 100
        ),
        ["exponential"] = ExponentialDecay(0.1, 0.999999),
        ["slow exponential"] = ExponentialDecay(0.1, 0.99999999),
        ["fast exponential"] = ExponentialDecay(0.1, 0.9),
        ["exponential, every"] = ExponentialDecay(0.1, 0.5, every: 300_000),
        ["exponential of 0"] = ExponentialDecay(0.1, 0),
        ["growth"] = ExponentialDecay(1e-6, 1.000001),
        ["stairs"] = StepDecay(0.1, every: 7, factor: 0.99999),
        ["polynomial"] = PolynomialDecay(0.1, total: 1_000_000, power: 2),
        ["linear"] = PolynomialDecay(0.1, total: 1_000_000),
        ["inverse root"] = InverseSquareRoot(0.1, scale: 1_000),
        ["warm-up"] = Warmup(1_000_000, ExponentialDecay(0.1, 0.9999999), first: 1e-3),
        ["succession"] = ConstantRate(0.3).Then(1_000, CosineDecay(0.1, total: 999_000)),
        ["lines"] = PiecewiseLinear((0, 0), (1_000, 0.1), (1_000_000, 1e-3)),
        ["product"] = CosineDecay(0.1, total: 1_000_000) * ExponentialDecay(1, 0.999999),
    };

    public static TheoryData<string> OptimizerNames => [.. Optimizers.Keys];

    public static TheoryData<string> ScheduleNames => [.. Schedules.Keys];

    [Fact]
    public void Powers_and_what_they_lack_of_1()
    {
        var t = Expr.Input("t", Shape.Scalar);
        foreach (var beta in Decays)
        {
            var graph = new Graph([t], [StepPower.Power(beta, t), StepPower.Complement(beta, t)]);
            var (single, pair) = (Plan<float>.Compile(graph), Plan<double>.Compile(graph));
            foreach (var count in Counts)
            {
                var (power, lack) = (Math.Pow(beta, count), -Expm1(count * Math.Log(beta)));
                var (found, exact) = (single.Run(Tensor.Scalar((float)count)), pair.Run(Tensor.Scalar((double)count)));
                Near(power, found[0].Span[0], Tolerance * Math.Max(1, -Math.Log(beta) * count), $"{beta}^{count}");
                Near(lack, found[1].Span[0], Tolerance, $"1 - {beta}^{count}");
                Near(lack, exact[1].Span[0], 1e-14, $"1 - {beta}^{count} in double");
            }
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerNames))]
    public void A_step_in_float32_is_the_one_in_double(string name)
    {
        foreach (var beta in Decays)
        {
            var chain = Optimizers[name](beta) >> Scale(-1);
            foreach (var count in Counts)
            {
                var (expected, found) = (Moved<double>(chain, count), Moved<float>(chain, count));
                foreach (
                    var (path, value) in expected.Where(value =>
                        !value.Key.StartsWith("step", StringComparison.Ordinal)
                    )
                )
                {
                    var what = $"{name} {beta} at {count}: {path}";
                    for (var i = 0; i < value.Length; i++)
                    {
                        Near(value.Span[i], found[path].Span[i], 2e-5, what);
                    }
                }
            }
        }
    }

    // From step 1 with a constant gradient of 1, so that the bias-corrected moments are exactly 1.
    [Theory]
    [MemberData(nameof(OptimizerNames))]
    public void A_thousand_steps_in_float32_are_those_in_double(string name)
    {
        foreach (var beta in Decays)
        {
            var chain = Optimizers[name](beta) >> Scale(-1e-3);
            var (expected, found) = (Thousand<double>(chain), Thousand<float>(chain));
            foreach (var (path, value) in expected)
            {
                for (var i = 0; i < value.Length; i++)
                {
                    Near(value.Span[i], found[path].Span[i], 3e-4, $"{name} {beta}: {path}");
                }
            }
        }
    }

    [Fact]
    public void An_average_of_weights_in_float32_is_the_one_in_double()
    {
        foreach (var beta in Decays)
        {
            var chain = Sgd(1e-3) >> AverageWeights(beta);
            var (expected, found) = (Thousand<double>(chain), Thousand<float>(chain));
            Near(expected["optimizer/1/average/w"].Span[0], found["optimizer/1/average/w"].Span[0], 1e-4, $"{beta}");
        }
    }

    // torch 1.13, RAdam(betas=(0.9, β₂)) with gradient 1 and rate 1: the first five steps do not depend on β₂.
    [Theory]
    [InlineData(0.999, -0.025821)]
    [InlineData(0.9999, -0.008165)]
    [InlineData(0.99999, -0.002582)]
    public void RAdam_trusts_the_moment_from_the_sixth_step_on(double beta2, double sixth)
    {
        var training = Of<float>(ScaleByRAdam(beta2: beta2) >> Scale(-1));
        float[] weights =
        [
            0,
            .. training
                .Scan(training.Init(1, new(1)), Enumerable.Repeat(One<float>(), 6))
                .Select(state => state.Values["w"].Span[0]),
        ];
        Assert.Equal([-1f, -1, -1, -1, -1], weights.Zip(weights.Skip(1), (a, b) => b - a).Take(5));
        Near(sixth, weights[6] - weights[5], 1e-4, "step 6");
    }

    // For these β₂, ρ∞ = 2 / (1 - β₂) - 1 is 1, 2, 3 and 4, which ρₜ never exceeds.
    [Theory]
    [InlineData(0)]
    [InlineData(1.0 / 3)]
    [InlineData(0.5)]
    [InlineData(0.6)]
    public void RAdam_never_trusts_the_moment_of_a_short_memory(double beta2)
    {
        Assert.Equal(
            Weights(AverageGradients(0.9, correct: true)),
            Weights(ScaleByRAdam(beta2: beta2, epsilon: 0, threshold: 4))
        );

        static IEnumerable<float> Weights(Transform chain)
        {
            var training = Of<float>(chain >> Scale(-1));
            return training
                .Scan(training.Init(1, new(1)), Enumerable.Repeat(One<float>(), 50))
                .Select(state => state.Values["w"].Span[0]);
        }
    }

    [Theory]
    [InlineData(3.9)]
    [InlineData(0)]
    [InlineData(-1)]
    public void RAdam_trusts_no_moment_whose_factor_has_no_root(double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ScaleByRAdam(threshold: threshold));

    [Theory]
    [MemberData(nameof(ScheduleNames))]
    public void A_rate_in_float32_is_the_one_that_is_shown(string name)
    {
        var step = Expr.Input("step", Shape.Scalar);
        var schedule = Schedules[name];
        var plan = Plan<float>.Compile(new Graph([step], [schedule.At(step)]));
        long[] ends = [999_000, 999_990, 999_997, 999_998, 999_999];
        foreach (var count in Counts.Prepend(0).Concat(ends))
        {
            var shown = schedule.After((long)(float)count);
            Near(shown, plan.Run(Tensor.Scalar((float)count))[0].Span[0], 2e-5, $"{name} after {count}", min: 1e-12);
        }
    }

    [Theory]
    [InlineData((1L << 24) - 5)]
    [InlineData(1L << 24)]
    [InlineData((1L << 25) + 3)]
    [InlineData(1_000_000_007)]
    public void Steps_are_counted_in_float32_however_many_they_are(long before)
    {
        var training = Of<float>(Adam(1e-3));
        var state = At(training, before);
        for (var i = 1; i <= 70; i++)
        {
            state = training.Step(state, One<float>());
            var (nearest, rest) = (state.Values["step"].Span[0], state.Values["step/rest"].Span[0]);
            Assert.Equal((float)(before + i), nearest);
            Assert.Equal(before + i, (long)nearest + (long)rest);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void Each_nth_step_is_found_however_many_there_were(int every)
    {
        foreach (var before in new[] { 0L, (1L << 24) - 3, (1L << 25) + 5, 1_000_000_007 })
        {
            var training = Of<float>(AccumulateGradients(every, Sgd(1)));
            var state = At(training, before);
            for (var i = 1; i <= Math.Min(2 * every, 200); i++)
            {
                var next = training.Step(state, One<float>());
                var isMoved = !next.Values["w"].Span.SequenceEqual(state.Values["w"].Span);
                Assert.True(((before + i) % every == 0) == isMoved, $"step {before + i}");
                state = next;
            }
        }
    }

    private static void Near(double expected, double actual, double tolerance, string what, double min = 1e-30)
    {
        if (!actual.Equals(expected) && !(Math.Abs(actual - expected) <= (tolerance * Math.Abs(expected)) + min))
        {
            Assert.Fail($"{what}: {actual} instead of {expected}");
        }
    }

    // Math has no expm1: e^x - 1 without cancellation, for x ≤ 0.
    private static double Expm1(double x) =>
        double.IsNegativeInfinity(x) ? -1
        : 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) is var product && double.IsFinite(product) ? product
        : -1;

    private static Training<T> Of<T>(Transform chain)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        FunctionalNet.Training.Of<T>(new Weight(), new Product(), chain);

    private static Batch<T> One<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        Batch.Of(Tensor.Of<T>(new(1, 1), T.One), Tensor.Of<T>(new(1, 1), T.One));

    // The initial state with its step counters set to the given number.
    private static TrainState<T> At<T>(Training<T> training, long steps)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var state = training.Init(1, new(1));
        var nearest = T.CreateTruncating(steps);
        return state with
        {
            Step = steps,
            Values = state.Values.SetItems(
                new KeyValuePair<string, Tensor<T>>[]
                {
                    new("step", Tensor.Scalar(nearest)),
                    new("step/rest", Tensor.Scalar(T.CreateTruncating(steps - long.CreateTruncating(nearest)))),
                }.Where(value => state.Values.ContainsKey(value.Key))
            ),
        };
    }

    private static IReadOnlyDictionary<string, Tensor<T>> Moved<T>(Transform chain, long count)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var training = Of<T>(chain);
        return training.Step(At(training, count - 1), One<T>()).Values;
    }

    private static IReadOnlyDictionary<string, Tensor<T>> Thousand<T>(Transform chain)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var training = Of<T>(chain);
        return training.Fold(training.Init(1, new(1)), Enumerable.Repeat(One<T>(), 1_000)).Values;
    }

    private sealed record Weight : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => scope.Parameter("w", new(1, 1), Zeros()) * x;
    }

    private sealed record Product : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => (prediction * target).ReduceSum();
    }
}
