using System.Runtime.InteropServices;
using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Rematerialization recomputes activations in the backward pass: the same numbers, less memory.</summary>
public class RematTests
{
    private static readonly Shape Sample = new(64);

    // Weights and noise are derived from paths; names keep the paths equal with and without Remat.
    private static readonly string[] Names = ["a", "b", "c", "d"];

    public static TheoryData<string> Blocks { get; } = ["dense", "dropout", "norm", "batch norm", "softmax"];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_chain_learns_the_same_bits(string block)
    {
        var plain = Trained(Chain(Names.Select(name => Named(name, Block(block)))));
        var again = Trained(Chain(Names.Select(name => Remat(Named(name, Block(block))))));
        Assert.Equal(plain.Loss, again.Loss);
        Assert.All(
            plain.Values,
            value => Assert.Equal(Bits(value.Value), Bits(again.Values[value.Key]), StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Where_others_read_the_input_too_sums_may_only_be_rounded_otherwise()
    {
        var attention = LayerNorm() >> MultiHeadAttention(2) >> FeedForward(32);
        var (plain, again) = (
            Trained(Reshape(8, 8) >> Residual(attention) >> Flatten() >> Dense(5)),
            Trained(Reshape(8, 8) >> Residual(Remat(attention)) >> Flatten() >> Dense(5))
        );
        foreach (var (path, value) in plain.Values)
        {
            var other = again.Values[path].Span.ToArray();
            Assert.All(value.Span.ToArray(), (number, i) => Assert.Equal(number, other[i], 1e-4));
        }
    }

    [Fact]
    public void A_deep_chain_takes_a_fraction_of_the_memory()
    {
        // 36 layers store all of their activations, or the inputs of six groups and the activations of one group.
        const int Groups = 6;
        var group = Chain(Enumerable.Repeat(Dense(64) >> Tanh(), Groups));
        var plain = Memory(Chain(Enumerable.Repeat(group, Groups)));
        var less = Memory(Chain(Enumerable.Repeat(Remat(group), Groups)));
        Assert.Equal(plain.Parameters, less.Parameters);
        Assert.Equal(plain.Slots, less.Slots);
        Assert.InRange((double)less.Values / plain.Values, 0.1, 0.25);
    }

    [Fact]
    public void Inputs_in_16_bits_take_half_of_the_memory_and_learn_nearly_the_same()
    {
        var layers = Names
            .Concat(Names.Select(name => $"{name}{name}"))
            .Select(name => Named(name, Dense(64) >> Tanh()));
        var (full, half) = (
            layers.Select(layer => Remat(layer)),
            layers.Select(layer => Remat(layer, Precision.BFloat16))
        );
        Assert.InRange((double)Memory(Chain(half)).Values / Memory(Chain(full)).Values, 0.4, 0.8);

        var (expected, actual) = (Trained(Chain(full)), Trained(Chain(half)));
        Assert.NotEqual(expected.Loss, actual.Loss);
        Assert.Equal(expected.Loss, actual.Loss, 0.01 * expected.Loss);
        Assert.InRange(expected.Distance(actual), 0, 0.1 * expected.Distance(Start(Chain(full))));
    }

    [Fact]
    public void In_16_bits_the_gradient_is_that_of_the_rounded_input()
    {
        // The input is exact in bfloat16, so that rounding it changes no bit.
        Layer exact = Lambda(x => (x * 8).Round() * 0.125);
        var plain = Trained(exact >> Named("a", Dense(64) >> Tanh()) >> Dense(5));
        var again = Trained(exact >> Remat(Named("a", Dense(64) >> Tanh()), Precision.BFloat16) >> Dense(5));
        Assert.All(
            plain.Values,
            value => Assert.Equal(Bits(value.Value), Bits(again.Values[value.Key]), StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_plan_computes_the_layer_twice()
    {
        Assert.Equal(
            2 * Products(Dense(64) >> Tanh() >> Dense(64) >> Tanh()),
            Products(Remat(Dense(64) >> Tanh() >> Dense(64) >> Tanh()))
        );

        // Counts the matrix products of the forward pass, recognized by the tanh fused behind them.
        static int Products(Layer model)
        {
            var training = FunctionalNet.Training.Of(model >> Dense(5), SoftmaxCrossEntropy(), Sgd(0.1));
            var batch = Batch();
            return training
                .Explain(training.Init(1, Sample), batch, runs: 1)
                .Sum(kernel => kernel.Operators.Split("Tanh").Length - 1);
        }
    }

    [Fact]
    public void Variables_keep_their_paths()
    {
        var training = FunctionalNet.Training.Of(
            Remat(Dense(3)) >> Remat(Named("a", Dense(4))) >> Remat(Dense(2) >> Tanh()),
            SoftmaxCrossEntropy(),
            Sgd(0.1)
        );
        Assert.Equal(
            ["0/bias", "0/weight", "2/0/bias", "2/0/weight", "a/bias", "a/weight"],
            training.Init(1, Sample).Parameters.Select(parameter => parameter.Key),
            StringComparer.Ordinal
        );
    }

    private static Layer Block(string name) =>
        name switch
        {
            "dense" => Dense(64) >> Gelu() >> Dense(64) >> Relu(),
            "dropout" => Dense(64) >> Tanh() >> Dropout(0.3),
            "norm" => LayerNorm() >> Dense(64) >> Silu(),
            "batch norm" => Dense(64) >> BatchNorm() >> Relu(),
            _ => Dense(64) >> Softmax() >> Dense(64),
        };

    private static Layer Chain(IEnumerable<Layer> layers) => layers.Aggregate((all, layer) => all >> layer) >> Dense(5);

    private static TrainState<float> Start(Layer model) =>
        FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3)).Init(1, Sample);

    private static TrainState<float> Trained(Layer model)
    {
        var training = FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3));
        return training.Fold(training.Init(1, Sample), Enumerable.Repeat(Batch(), 3));
    }

    private static MemoryUse Memory(Layer model) =>
        FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3)).Memory(new(512, 64), new(512));

    private static Batch<float> Batch()
    {
        var inputs = new float[32 * 64];
        ((Key)5).Normal<float>(inputs);
        return FunctionalNet.Batch.Of(
            Tensor.Of(new Shape(32, 64), inputs),
            Tensor.Vector([.. Enumerable.Range(0, 32).Select(i => (float)(i % 5))])
        );
    }

    private static string Bits(Tensor<float> value) => Convert.ToHexString(MemoryMarshal.AsBytes(value.Span));
}
