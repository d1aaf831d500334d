using System.Collections.Immutable;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>An optimizer that would ascend is refused when the training is made, or when its parameters are first known.</summary>
public class OneRateTests
{
    public static TheoryData<string> Climbing => [.. Climbers.Keys];

    public static TheoryData<string> Descending => [.. Descenders.Keys];

    private static Dictionary<string, Transform> Climbers { get; } =
        new(StringComparer.Ordinal)
        {
            ["no rate"] = ScaleByAdam(),
            ["no rate in a chain"] = ClipByGlobalNorm(1) >> ScaleByRms() >> Momentum(0.9),
            ["no rate around"] = LossScale(AccumulateGradients(2, ApplyIfFinite(ScaleByLion()))),
            ["a factor for a rate"] = ScaleByAdam() >> Scale(0.001),
            ["a schedule for a rate"] = ScaleByAdam() >> ScaleBySchedule(CosineDecay(0.1, 10)),
            ["two rates"] = Adam(1e-3) >> ScaleByLearningRate(0.1),
            ["two optimizers"] = Adam(1e-3) >> Sgd(0.1),
            ["three rates"] = Sgd(1) >> Sgd(1) >> Sgd(1),
            ["two, one around"] = AccumulateGradients(2, Adam(1e-3)) >> ScaleByLearningRate(0.1),
            ["two in both"] = PartitionByPath(path => path.Length > 3, Adam(1e-3), Sgd(0.1)) >> ScaleByLearningRate(1),
            ["one in one"] = PartitionByPath(path => path == "weight", Adam(1e-3)),
            ["none in one"] = PartitionByPath(path => path == "weight", Adam(1e-3), ScaleByAdam()),
            ["two in one"] = PartitionByPath(path => path == "weight", Adam(1e-3)) >> Sgd(0.1),
            ["none for what is not frozen"] = Freeze(path => path == "bias") >> ScaleByAdam(),
        };

    private static Dictionary<string, Transform> Descenders { get; } =
        new(StringComparer.Ordinal)
        {
            ["a rate"] = Adam(1e-3),
            ["a rate within"] = HeavyBall(0.1),
            ["a rate of 0"] = Sgd(0),
            ["signs"] = Rprop(),
            ["groups"] = Muon(0.1),
            ["around"] = LossScale(AccumulateGradients(2, ApplyIfFinite(Adam(1e-3)))),
            ["behind"] = Adam(1e-3) >> ScaleBySchedule(CosineDecay(1, 10)) >> Lookahead() >> AverageWeights(),
            ["up on purpose"] = Scale(-1) >> Sgd(0.1),
            ["down by a factor"] = ScaleByAdam() >> Scale(-0.001),
            ["one of the two for each"] =
                PartitionByPath(path => path == "weight", ScaleByAdam(), Scale(0.1)) >> Sgd(0.1),
            ["frozen"] = Freeze(path => path == "bias") >> PartitionByPath(path => path == "weight", Adam(1e-3)),
            ["all frozen"] = Freeze(_ => true),
            ["a user's own"] = new Own(),
        };

    [Theory]
    [MemberData(nameof(Climbing))]
    public void What_climbs_is_refused(string name)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            FunctionalNet.Training.Of(Dense(2), MeanSquaredError(), Climbers[name]).Init(1, new(3))
        );
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Contains("Repair", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Descending))]
    public void What_descends_is_taken(string name) =>
        Assert.Equal(0, FunctionalNet.Training.Of(Dense(2), MeanSquaredError(), Descenders[name]).Init(1, new(3)).Step);

    [Fact]
    public void A_warm_up_is_no_longer_than_all()
    {
        Assert.Equal(4, new WarmupCosine(0.1, 4, 4).Warmup);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => WarmupCosine(0.1, warmup: 5, total: 4));
        Assert.Contains("at most Total, 4", error.Message, StringComparison.Ordinal);
    }

    private sealed record Own : Transform
    {
        public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
            [.. updates.Select(update => update.With(-0.1 * update.Value))];
    }
}
