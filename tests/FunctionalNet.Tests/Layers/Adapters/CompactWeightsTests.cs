using System.Numerics;
using FunctionalNet.Kernels;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers.Adapters;

/// <summary>Frozen weights in fewer bits: the network computes with the rounded values and stores no others.</summary>
public sealed class CompactWeightsTests : IDisposable
{
    private const int Block = 64;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, WeightFormat> Kinds =>
        new(
            from kind in Cases.Keys
            from format in new[] { WeightFormat.Float16, WeightFormat.BFloat16, WeightFormat.Int8 }
            select (kind, format)
        );

    private static Dictionary<string, (Layer Layer, Shape Input, bool AreTokens)> Cases =>
        new(StringComparer.Ordinal)
        {
            ["dense"] = (Dense(33) >> BatchNorm() >> Tanh() >> Dense(17), new(19), false),
            ["attention"] = (MultiHeadAttention(heads: 2), new(3, 20), false),
            ["convolution"] = (Conv2d(9, 3) >> BatchNorm() >> Relu() >> Conv2d(7, 3), new(5, 6, 7), false),
            ["embedding"] = (Embedding(40, 9) >> Dense(31) >> Dropout(0.2), new(3), true),
            ["shared"] = (Named("a", Dense(20)) >> Tanh() >> Named("a", Dense(20)), new(20), false),
            ["recurrent"] = (Lstm(9) >> Dense(31), new(4, 9), false),
            ["saved in 16 bits"] = (MixedPrecision(Dense(64) >> Dense(64)), new(64), false),
            ["recomputed"] = (Remat(Dense(20) >> Tanh()) >> Dense(20), new(20), false),
        };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_learns_and_predicts_as_with_the_rounded_weights_in_full(string kind, WeightFormat format)
    {
        Learns<float>(kind, format);
        Learns<double>(kind, format);
    }

    [Theory]
    [InlineData(WeightFormat.Float16)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    public void Elements_are_the_nearest_of_the_format(WeightFormat format)
    {
        var x = new float[1_003];
        ((Key)3).Normal<float>(x);
        (x[5], x[70], x[71]) = (0, -0f, 1e-30f);
        var held = Tensor.Vector(x).HeldAs(format).Span.ToArray();
        for (var i = 0; i < x.Length; i++)
        {
            if (format == WeightFormat.Int8)
            {
                var block = x.AsSpan(i / Block * Block, Math.Min(Block, x.Length - (i / Block * Block)));
                var largest = block.ToArray().Max(MathF.Abs);
                Assert.InRange(Math.Abs(held[i] - x[i]), 0, largest / 254 * 1.0001f);
            }
            else
            {
                Assert.Equal(format == WeightFormat.Float16 ? (float)(Half)x[i] : UpperHalf(x[i]), held[i]);
            }
        }

        static float UpperHalf(float value)
        {
            var bits = BitConverter.SingleToUInt32Bits(value);
            return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
        }
    }

    [Fact]
    public void The_largest_of_a_block_keep_their_values_and_only_its_own_block_is_lost_to_NaN()
    {
        var x = Enumerable.Range(0, 4 * Block).Select(i => 3f * (i % Block)).ToArray();
        (x[Block + 1], x[(2 * Block) + 63]) = (float.PositiveInfinity, float.NaN);
        var held = Tensor.Vector(x).HeldAs(WeightFormat.Int8).Span.ToArray();
        Assert.Equal(x[63], held[63], 189f * float.Epsilon + 2e-5f);
        Assert.All(held[Block..(3 * Block)], value => Assert.True(float.IsNaN(value)));
        Assert.All(held[..Block].Concat(held[(3 * Block)..]), value => Assert.True(float.IsFinite(value)));
        Assert.All(
            Tensor.Vector(new float[300]).HeldAs(WeightFormat.Int8).Span.ToArray(),
            zero => Assert.Equal(0, zero)
        );
    }

    [Theory]
    [InlineData(WeightFormat.Float16, 70_000)]
    [InlineData(WeightFormat.Float16, 1e-8)]
    public void Weights_that_a_format_cannot_hold_are_an_error(WeightFormat format, float value)
    {
        var weights = Tensor.Vector(Enumerable.Repeat(value, 300).ToArray());
        var error = Assert.Throws<ArgumentException>(() => weights.HeldAs(format));
        Assert.Contains("hold them in BFloat16 or Int8", error.Message, StringComparison.Ordinal);
        Assert.Equal(value, weights.HeldAs(WeightFormat.Int8).Span[7], Math.Abs(value) * 1e-6f);
    }

    [Fact]
    public void The_largest_numbers_stay_finite_in_8_bits()
    {
        var held = Tensor.Vector(Enumerable.Repeat(float.MaxValue, 300).ToArray()).HeldAs(WeightFormat.Int8);
        Assert.All(held.Span.ToArray(), value => Assert.InRange(value, 0.999f * float.MaxValue, float.MaxValue));
    }

    [Fact]
    public void Memory_is_that_of_the_format_and_of_one_decoded_weight()
    {
        var deep = Enumerable.Repeat(Dense(256) >> Relu(), 12).Aggregate((net, next) => net >> next);
        var (full, half, bytes) = (Of(WeightFormat.Full), Of(WeightFormat.Float16), Of(WeightFormat.Int8));
        Assert.InRange((double)half.Slots / full.Slots, 0.49, 0.52);
        Assert.InRange((double)bytes.Slots / full.Slots, 0.25, 0.29);
        const int OneWeight = 256 * 256 * sizeof(float);
        Assert.InRange(bytes.Values - full.Values, 0, 2 * OneWeight);

        Execution.MemoryUse Of(WeightFormat format) =>
            FunctionalNet
                .Training.Of(Frozen(deep, storage: format) >> Dense(3), SoftmaxCrossEntropy(), Sgd(1))
                .Memory(new(4, 256), new(4));
    }

    [Fact]
    public void Biases_and_adapters_are_held_in_full_and_the_format_with_fewest_bits_wins()
    {
        Layer net = Dense(32) >> Tanh() >> Dense(32);
        var state = Of(
            Frozen(
                LowRank(net, 2, storage: WeightFormat.Int8),
                path => path.EndsWith("weight", StringComparison.Ordinal),
                WeightFormat.Float16
            )
        );
        Assert.Equal(WeightFormat.Int8, state.Values["0/weight"].Format);
        Assert.Equal(WeightFormat.Full, state.Values["0/bias"].Format);
        Assert.Equal(WeightFormat.Full, state.Values["0/weight/lora_A"].Format);
        Assert.True(state.Values["0/weight"].Bytes * 3.7 < Of(net).Values["0/weight"].Bytes);

        static TrainState<float> Of(Layer layer) =>
            FunctionalNet.Training.Of(layer, MeanSquaredError(), Sgd(1)).Init(1, new(32));
    }

    [Fact]
    public void A_checkpoint_goes_on_to_the_same_bits()
    {
        var training = FunctionalNet.Training.Of(
            LowRank(Dense(32) >> Tanh(), 2, storage: WeightFormat.Int8) >> Dense(3),
            SoftmaxCrossEntropy(),
            Adam(0.01)
        );
        var batches = Data<float>(new(20), false, new(12)).Batches(4);
        var start = training.Init(1, new(20));
        var fit = new FitOptions<float> { Epochs = 1, Checkpoints = new(folder.Path) };
        training.Fit(start, batches, fit).OrThrow();
        var resumed = training.Fit(start, batches, fit with { Epochs = 2 }).OrThrow().Last;
        var whole = training.Fit(start, batches, new() { Epochs = 2 }).OrThrow().Last;
        Same(whole.Values, resumed.Values);
    }

    private static void Learns<T>(string kind, WeightFormat format)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (layer, input, areTokens) = Cases[kind];
        var (compact, full) = (Of(format), Of(WeightFormat.Full));
        var start = compact.Init(1, input);
        Assert.Contains(start.FrozenValues, value => value.Value.Format == format);
        var rounded = full.Init(1, input).With(start.FrozenValues.ToDictionary(StringComparer.Ordinal));
        var shape = start.Model.Predict(Data<T>(input, areTokens, new(1)).Inputs).Shape;
        var data = Data<T>(input, areTokens, shape);
        var (end, expected) = (compact.Fold(start, data.Batches(4)), full.Fold(rounded, data.Batches(4)));
        Assert.Equal(expected.Loss, end.Loss);
        Same(expected.Values, end.Values);
        Same(expected.Values, compact.Eager.Fold(start, data.Batches(4)).Values);
        Assert.Equal(expected.Model.Predict(data.Inputs).Span, end.Model.Predict(data.Inputs).Span);
        Assert.Equal(expected.Model.Predict(data.Inputs).Span, end.Model.Predict(data.Inputs).Span);
        Same(expected.Model.Merge().Values, end.Model.Merge().Values);

        // Values set later are rounded, too.
        var (path, value) = full.Init(2, input).FrozenValues.First(one => start.Values[one.Key].Format == format);
        Assert.Equal(value.HeldAs(format).Span, end.With(path, value).Values[path].Span);

        Training<T> Of(WeightFormat storage) =>
            FunctionalNet.Training.Of<T>(
                LowRank(layer, rank: 2, storage: storage),
                MeanSquaredError(),
                Adam(0.1),
                threads: 2
            );
    }

    // Pseudo-random inputs and targets for 12 samples.
    private static Dataset<T> Data<T>(Shape input, bool areTokens, Shape output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Count = 12;
        var x = new T[Count * input.Size];
        ((Key)5).Uniform<T>(x);
        var targets = new T[Count * output[1..].Size];
        ((Key)6).Uniform<T>(targets);
        if (areTokens)
        {
            x = [.. x.Select(one => T.Truncate(one * T.CreateTruncating(40)))];
        }

        var shape = new Shape(Count);
        return new(
            Tensor.Of(shape.Append(input), x),
            Tensor.Of(shape.Append(output[1..]), output.Rank == 1 ? Labels() : targets)
        );

        T[] Labels() => [.. Enumerable.Range(0, Count).Select(i => T.CreateTruncating(i % 3))];
    }

    private static void Same<T>(
        IReadOnlyDictionary<string, Tensor<T>> expected,
        IReadOnlyDictionary<string, Tensor<T>> values
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Keys, values.Keys, StringComparer.Ordinal);
        Assert.All(expected, one => Assert.Equal(one.Value.Span, values[one.Key].Span));
    }
}
