using System.Collections.Immutable;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>The learning rate in a state is the one applied to the weights, however the optimizer is composed.</summary>
public class AppliedRateTests
{
    // Two weights with gradient -1 move by the learning rate. A loss of NaN gives a gradient of NaN.
    private static readonly double[] Losses = [1, 2, 2, double.NaN, 2, 0, 3, 3];

    private static readonly Transform Falling =
        ScaleByLearningRate(PiecewiseConstant((0, 1), (3, 0.5))) >> ReduceOnPlateau(patience: 1);

    private static readonly Dictionary<string, Transform> Chains = new(StringComparer.Ordinal)
    {
        ["a schedule"] = ScaleByLearningRate(PiecewiseConstant((0, 1), (3, 0.5))),
        ["and what takes it down"] = Falling,
        ["which stands before"] = ReduceOnPlateau(patience: 1) >> Sgd(0.1),
        ["twice"] = Falling >> ReduceOnPlateau(every: 2, factor: 0.5, patience: 0),
        ["of the chosen"] = PartitionBy(_ => true, Falling, Scale(-2)),
        ["of the rest"] = PartitionBy(_ => false, Scale(-2), Falling),
        ["of the first of two"] = PartitionByPath(path => path == "a", Falling, Sgd(7)),
        ["of the first of two, the rest"] = PartitionByPath(path => path == "b", Sgd(7), Falling),
        ["around"] = PartitionByPath(path => path == "a", Sgd(0.1), Sgd(7)) >> ReduceOnPlateau(patience: 1),
        ["of what is not frozen"] = Freeze(path => path == "b") >> Falling,
        ["gathered"] = AccumulateGradients(2, Falling),
        ["finite"] = ApplyIfFinite(Falling),
        ["finite, taken down outside"] = ApplyIfFinite(Sgd(0.1)) >> ReduceOnPlateau(patience: 1),
        ["finite, gathered"] = ApplyIfFinite(AccumulateGradients(2, Falling)),
        ["gathered, finite"] = AccumulateGradients(2, ApplyIfFinite(Falling)),
        ["scaled"] = LossScale(Falling, initial: 4),
        ["averaged"] = Falling >> AverageWeights(0.9),
        ["looking ahead"] = Falling >> Lookahead(every: 3, share: 1),
        ["times a number"] = Sgd(0.1) >> Scale(0.5),
        ["behind a number"] = Scale(3) >> Sgd(0.1),
        ["times a schedule"] = Falling >> ScaleBySchedule(PiecewiseConstant((0, 1), (2, 0.25))),
        ["behind a schedule"] = ScaleBySchedule(PiecewiseConstant((0, 1), (2, 0.25))) >> Falling,
        ["behind Adam"] = Adam(0.1, epsilon: 0) >> ScaleBySchedule(CosineDecay(1, total: 20)),
        ["a fall that a sign does not see"] = ReduceOnPlateau(patience: 1) >> Lion(0.1),
        ["what a sign does not see"] = Scale(7) >> Lion(0.1),
        ["a rate that a sign does not see"] = Sgd(0.1) >> ScaleByLion(),
        ["a factor within"] = Sgd(0.1) >> ApplyIfFinite(Scale(0.5)),
        ["made anew before"] = new Anew() >> Falling,
        ["made anew behind"] = Falling >> new Anew(),
        ["made anew around"] = new AnewAround(Falling),
    };

    public static TheoryData<string> Names => [.. Chains.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_the_rate_by_which_the_weights_went_on(string name)
    {
        // Only a guarded optimizer skips the step with NaN; any other would make the weights NaN.
        var isGuarded = name.Contains("finite", StringComparison.Ordinal) || name == "scaled";
        var losses = isGuarded ? Losses : [.. Losses.Where(loss => !double.IsNaN(loss))];
        var states = States(Chains[name], losses);
        Assert.True(double.IsNaN(states[0].LearningRate));
        var (last, moves) = (0.0, 0);
        foreach (var (before, after) in states.Zip(states.Skip(1)))
        {
            var used = after.Values["a"].Span[0] - before.Values["a"].Span[0];
            if (Math.Abs(used) > 1e-12)
            {
                (last, moves) = (used, moves + 1);
            }

            Assert.Equal(last, after.LearningRate, 1e-12);
        }

        Assert.InRange(moves, 3, losses.Length);
        Assert.True(moves == losses.Length || isGuarded || name == "gathered");
    }

    // Transforms placed before a rate, and whether the step scales with the gradient.
    private static readonly Dictionary<string, (Transform Rule, bool IsLinear)> Rules = new(StringComparer.Ordinal)
    {
        ["Adam"] = (ScaleByAdam(), false),
        ["Adamax"] = (ScaleByAdamax(), false),
        ["AmsGrad"] = (ScaleByAmsGrad(), false),
        ["NAdam"] = (ScaleByNAdam(), false),
        ["RAdam"] = (ScaleByRAdam(beta2: 0.2, threshold: 4), false),
        ["AdaDelta"] = (ScaleByAdaDelta(epsilon: 1e-9), false),
        ["AdaGrad"] = (ScaleByAdaGrad(), false),
        ["Rms"] = (ScaleByRms(), false),
        ["Rprop"] = (ScaleByRprop(), false),
        ["FactoredRms"] = (ScaleByFactoredRms(), false),
        ["Lion"] = (ScaleByLion(), false),
        ["TrustRatio"] = (ScaleByTrustRatio(), false),
        ["ParameterRms"] = (ScaleByParameterRms(), true),
        ["Momentum"] = (Momentum(), true),
        ["AverageGradients"] = (AverageGradients(correct: true), true),
        ["a function"] = (Transform.Of("Half", (_, update) => update.Value * 0.5), true),
    };

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void A_factor_before_a_rule_is_told_if_it_counts(string name)
    {
        var (rule, isLinear) = Rules[name];
        double[] losses = [3, 2, 2, 1, 1, 1];
        var (plain, scaled) = (States(rule >> Sgd(0.1), losses), States(Scale(3) >> rule >> Sgd(0.1), losses));
        for (var i = 1; i < plain.Length; i++)
        {
            Assert.Equal(isLinear ? 3 : 1, scaled[i].LearningRate / plain[i].LearningRate, 1e-12);

            // On the first step, RAdam does not yet adapt, and TrustRatio has a weight of 0. Later steps start from different weights.
            if (i == 1 && name is not ("RAdam" or "TrustRatio"))
            {
                Assert.Equal(isLinear ? 3 : 1, Moved(scaled, i) / Moved(plain, i), 1e-4);
            }
        }

        static double Moved(TrainState<double>[] states, int i) =>
            states[i].Values["a"].Span[0] - states[i - 1].Values["a"].Span[0];
    }

    [Fact]
    public void An_optimizer_without_one_tells_none() =>
        Assert.True(double.IsNaN(States(Scale(-1) >> ReduceOnPlateau(patience: 0), [1, 2, 3])[^1].LearningRate));

    [Fact]
    public void It_is_in_a_checkpoint_and_a_state_without_it_is_refused()
    {
        using var folder = new TemporaryFolder();
        var state = States(Falling, [1, 2, 3])[^1];
        var file = folder["state.safetensors"];
        state.Save(file).OrThrow();
        var again = Training(Falling).Load(file, new(1)).OrThrow();
        Assert.Equal(state.LearningRate, again.LearningRate);

        var saved = Safetensors<double>.Load(file).OrThrow();
        (saved with { Tensors = saved.Tensors.Remove("optimizer/learning_rate") }).Save(file).OrThrow();
        var error = Training(Falling).Load(file, new(1)).Match(_ => string.Empty, error => error.Message);
        Assert.Contains("the file has no optimizer/learning_rate", error, StringComparison.Ordinal);
    }

    private static TrainState<double>[] States(Transform chain, double[] losses)
    {
        var training = Training(chain);
        var start = training.Init(0, new(1));
        return
        [
            start,
            .. training.Scan(
                start,
                losses.Select(loss => Batch.Of(new Tensor<double>(new(1, 1)), new Tensor<double>(new(1, 1), [loss])))
            ),
        ];
    }

    private static Training<double> Training(Transform chain) =>
        FunctionalNet.Training.Of<double>(new Weights(), new Told(), chain);

    private sealed record Weights : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            scope.Parameter("a", new(1), Zeros()) + scope.Parameter("b", new(1), Zeros());
    }

    // A user's transform that builds new updates and drops what the incoming ones carried.
    private sealed record Anew : Transform
    {
        public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
            [.. updates.Select(update => new Update(update.Parameter, update.Value))];
    }

    private sealed record AnewAround(Transform Inner) : Transform
    {
        public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
            [
                .. Inner
                    .Apply(scope.In("inner"), updates)
                    .Select(update => new Update(update.Parameter, 2 * update.Value / 2)),
            ];
    }

    // The loss equals the target whatever the weights are; the gradient of each weight is -1.
    private sealed record Told : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) =>
            Ops.CustomVjp(
                    "Told",
                    v => v[1] + (0 * v[0]),
                    (v, _, dy) => [dy * ((0 * v[1]) - 1), null],
                    prediction,
                    target
                )
                .ReduceSum();
    }
}
