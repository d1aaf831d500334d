using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Ranks;

/// <summary>A training with shards ends with the same bits on any number of ranks, and can be resumed on another number.</summary>
public class ShardsHaveOneSum
{
    private const int Shards = 4;

    public static TheoryData<string> Cases { get; } = Inventory.Names(Spreading.All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void On_any_number_of_ranks(string name)
    {
        var spreading = Spreading.All[name];
        var training = spreading.Training<float>().Shards(Shards);
        var (start, batches) = (spreading.Start(training), spreading.Batches<float>(epochs: 4));
        var one = training.Fold(start, batches);
        foreach (var count in new[] { 1, 2, 4 })
        {
            Assert.All(OnRanks(count, start, batches), state => Assert.Null(States.Difference(one, state)));
        }

        // The first half runs on four ranks, the rest on two.
        var half = OnRanks(4, start, batches[..6])[0];
        Assert.All(OnRanks(2, half, batches[6..]), state => Assert.Null(States.Difference(one, state)));

        TrainState<float>[] OnRanks(int count, TrainState<float> state, Batch<float>[] some) =>
            ThreadRanks.Run(count, ranks => training.On(ranks).Fold(state, some));
    }

    [Theory]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.BFloat16)]
    public void With_activations_and_gradients_in_16_bits(Precision precision)
    {
        // Large enough for gradients to be stored in 16 bits, with a loss scale that falls and rises.
        var training = Training
            .Of(
                MixedPrecision(
                    Dense(64) >> Tanh() >> Dropout(0.2) >> Dense(64) >> Gelu() >> Dense(Run.Classes),
                    precision
                ),
                SoftmaxCrossEntropy(),
                LossScale(ClipByGlobalNorm(1) >> Adam(0.01), initial: 1 << 24, interval: 2)
            )
            .Shards(Shards);
        var batches = Run.Of([], "Sgd", 10, 3).Batches<float>();
        var start = training.Init(1, new(Run.Features));
        var one = training.Fold(start, batches);
        foreach (var count in new[] { 1, 2, 4 })
        {
            var states = ThreadRanks.Run(count, ranks => training.On(ranks).Fold(start, batches));
            Assert.All(states, state => Assert.Null(States.Difference(one, state)));
        }

        Assert.True(float.IsFinite(one.Loss));
    }

    [Fact]
    public void They_come_to_what_one_process_computes_as_a_whole()
    {
        var spreading = Spreading.All["convolution, batch norm"];
        var training = spreading.Training<double>();
        var batches = spreading.Batches<double>(epochs: 4);
        var whole = training.Fold(spreading.Start(training), batches);
        var shards = training.Shards(8).Fold(spreading.Start(training), batches);
        Assert.All(whole.Values, value => Laws.Close(value.Value, shards.Values[value.Key], 1e-9));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(700)]
    public void After_an_error_they_train_on(int units)
    {
        var training = Training
            .Of(Dense(units) >> Tanh() >> Dense(units) >> Dense(3), SoftmaxCrossEntropy(), Sgd(0.1))
            .Shards(4);
        var batches = Run.Of([], "Sgd", 10, 3).Batches<float>();
        var start = training.Init(1, new(Run.Features));
        var expected = training.Fold(start, batches);
        var wrong = Batch.Of(batches[0].Inputs, Tensor.Vector([.. batches[0].Targets.Span[..9], 7f]));
        var error = Assert.Throws<LabelException>(() => training.Fold(start, [.. batches[..2], wrong]));
        Assert.Equal(9, error.Sample);
        Assert.Null(States.Difference(expected, training.Fold(start, batches)));
    }

    [Theory]
    [InlineData(8, 3)]
    [InlineData(2, 4)]
    public void Where_each_rank_has_as_many(int shards, int ranks)
    {
        var training = Training.Of(Dense(2), SoftmaxCrossEntropy(), Sgd(0.1)).Shards(shards);
        var wrong = Assert.Throws<AggregateException>(() => ThreadRanks.Run(ranks, training.On));
        Assert.Contains(
            $"{shards} shards cannot be spread over {ranks} ranks",
            wrong.InnerException!.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void A_tree_has_a_power_of_two(int shards) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Training.Of(Dense(2), SoftmaxCrossEntropy(), Sgd(0.1)).Shards(shards)
        );
}
