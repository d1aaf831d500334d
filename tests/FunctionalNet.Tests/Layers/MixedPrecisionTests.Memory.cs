using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <content>The memory that mixed precision saves, and the values that it leaves unrounded.</content>
public partial class MixedPrecisionTests
{
    // Clips each gradient by its own norm, so that no gradient must be stored until the others are known.
    private static Transform Each => ClipByNorm(0.1) >> Adam(1e-3);

    // For each layer Gelu stores two values, Relu one value and a mask of the positive elements; float32 stores two values for both.
    [Theory]
    [InlineData("gelu", 0.65)]
    [InlineData("relu", 0.45)]
    [InlineData("images", 0.75)]
    [InlineData("transformer", 0.7)]
    [InlineData("lstm", 0.85)]
    public void Activations_take_less_memory(string kind, double max)
    {
        var (net, input) = kind switch
        {
            "gelu" => (Deep(Gelu()), new Shape(512, 64)),
            "relu" => (Deep(Relu()), new Shape(512, 64)),
            "images" => (
                Conv2d(8, 3, padding: Padding.Same)
                    >> Relu()
                    >> MaxPool2d(2)
                    >> Conv2d(16, 3, padding: Padding.Same)
                    >> Relu()
                    >> MaxPool2d(2)
                    >> Flatten(),
                new Shape(32, 1, 28, 28)
            ),
            "transformer" => (
                TransformerBlock(4, causal: true, dropout: 0.1) >> TransformerBlock(4, dropout: 0.1) >> Flatten(),
                new Shape(8, 32, 32)
            ),
            _ => (Lstm(32) >> Lstm(32, lastOnly: true), new Shape(16, 30, 8)),
        };
        var plain = Memory(net >> Dense(5), Adam(1e-3), input);
        Assert.All(
            Halved,
            kept =>
            {
                var mixed = Memory(MixedPrecision(net >> Dense(5), kept), Adam(1e-3), input);
                Assert.Equal(plain.Parameters, mixed.Parameters);
                Assert.Equal(plain.Slots, mixed.Slots);
                Assert.InRange((double)mixed.Values / plain.Values, 0.2, max);
            }
        );

        static Layer Deep(Layer activation) =>
            Enumerable.Repeat(Dense(64) >> activation, 12).Aggregate((first, second) => first >> second);
    }

    // Eight equal layers: all gradients are stored in float32, or all in 16 bits and one at a time in float32.
    [Fact]
    public void Gradients_that_wait_for_others_take_half_of_the_memory()
    {
        var net = Enumerable.Repeat(Dense(128) >> Tanh(), 8).Aggregate((first, second) => first >> second) >> Dense(5);
        Transform[] chains =
        [
            ClipByGlobalNorm(1) >> Adam(1e-3),
            LossScale(Adam(1e-3)),
            LossScale(ClipByGlobalNorm(1) >> Adam(1e-3)),
        ];
        foreach (var chain in chains)
        {
            var plain = Memory(net, chain, new(8, 128));
            Assert.All(
                Halved,
                kept =>
                    Assert.InRange(
                        (double)Memory(MixedPrecision(net, kept), chain, new(8, 128)).Values / plain.Values,
                        0.4,
                        0.72
                    )
            );
        }
    }

    // The model's input is not stored as an activation, so that only gradients could be rounded.
    [Fact]
    public void Gradients_that_wait_for_none_are_not_rounded()
    {
        var net = Sum(Dense(64), Dense(64));
        var plain = Trained(net, Adam(1e-3));
        Assert.Equal(0, plain.Distance(Trained(MixedPrecision(net), Adam(1e-3))));
        Assert.Equal(0, Trained(net, Each).Distance(Trained(MixedPrecision(net), Each)));
        var waiting = Trained(MixedPrecision(net), ClipByGlobalNorm(1e9) >> Adam(1e-3));
        Assert.InRange(plain.Distance(waiting), 1e-7, 1e-2);
    }

    [Fact]
    public void Each_reader_has_the_numbers_unpacked_again_and_elementwise_ones_as_they_go()
    {
        var training = Of(MixedPrecision(Dense(64) >> Tanh() >> Dense(5)));
        var kernels = training.Explain(training.Init(1, new(64)), Batch(new(32, 64)), runs: 1);
        Assert.Single(kernels, kernel => kernel.Operators == "Pack BFloat16" && kernel.Output == new Shape(1024));
        Assert.Single(kernels, kernel => kernel.Operators == "Unpack BFloat16");
    }
}
