using System.Runtime.InteropServices;
using System.Text.Json;
using FunctionalNet.Kernels;
using FunctionalNet.Tests.Data;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Activations stored for the backward pass are kept in 16 bits: equal outputs, nearly equal gradients, less memory.</summary>
public partial class MixedPrecisionTests
{
    private static readonly Precision[] Halved = [Precision.Float16, Precision.BFloat16];

    private static readonly string[] Names =
    [
        "dense",
        "dropout",
        "batch norm",
        "layer norm",
        "group norm",
        "residual",
        "softmax",
        "convolution",
        "lstm",
        "gru masked",
        "transformer",
        "embedding",
        "remat within",
        "remat around",
        "one after the other",
        "one in the other",
        "shared",
        "own derivative",
    ];

    public static TheoryData<string, Precision> Blocks { get; } =
    [.. Names.SelectMany(_ => Halved, (name, kept) => (name, kept))];

    public static TheoryData<Precision> Kinds { get; } = [.. Halved];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Values_are_the_same_bits_and_gradients_are_near(string block, Precision kept)
    {
        var (plain, mixed, batch) = Models(block, kept);
        var (expected, actual) = (Of(plain), Of(mixed));
        var start = expected.Init(1, batch.Inputs.Shape[1..]);
        var same = actual.Init(1, batch.Inputs.Shape[1..]);
        Assert.Equal(start.Values.Keys, same.Values.Keys, StringComparer.Ordinal);
        Assert.Equal(expected.Step(start, batch).Loss, actual.Step(same, batch).Loss);
        Assert.Equal(Bits(start.Model.Predict(batch.Inputs)), Bits(same.Model.Predict(batch.Inputs)));

        var (gradients, rounded) = (expected.Gradients(start, batch), actual.Gradients(same, batch));
        var far = gradients.Sum(g => Square(g.Value.Span, rounded[g.Key].Span));
        var length = gradients.Sum(g => Square(g.Value.Span, new float[g.Value.Shape.Size]));

        // The rounding error of one value is up to 2⁻¹¹ for float16 and 2⁻⁸ for bfloat16, that of products a few times as large.
        var bound = kept == Precision.Float16 ? 1.0 / 512 : 1.0 / 64;
        Assert.InRange(Math.Sqrt(far / length), 1e-7, bound);
    }

    // PyTorch is given the same rounding by saved-tensor hooks that pack to 16 bits.
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.BFloat16)]
    public void Gradients_are_those_of_PyTorch_with_packed_tensors(Precision kept)
    {
        var net =
            Dense(24, kernel: FromTensor(Table(12, 24, 1.7, 0.9, 0.5)))
            >> Tanh()
            >> Dense(24, kernel: FromTensor(Table(24, 24, 2.7, 0.9, 0.5)))
            >> Gelu()
            >> Dense(6, kernel: FromTensor(Table(24, 6, 3.7, 0.9, 0.5)));
        var training = FunctionalNet.Training.Of<double>(MixedPrecision(net, kept), MeanSquaredError(), Sgd(0.1));
        var batch = FunctionalNet.Batch.Of(Table(32, 12, 0.7, 1.1, 1.5), Table(32, 6, 0.4, 1.9, 1));
        var gradients = training.Gradients(training.Init(0, new(12)), batch);
        using var record = JsonDocument.Parse(Resources.Text("mixed.json"));
        foreach (var property in record.RootElement.GetProperty($"{kept}").EnumerateObject())
        {
            double[] expected = [.. property.Value.EnumerateArray().Select(number => number.GetDouble())];
            Assert.All(
                gradients[property.Name].Span.ToArray(),
                (number, i) => Assert.Equal(expected[i], number, 1e-13)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_activations_that_fit_into_16_bits_nothing_is_lost(Precision kept)
    {
        Layer net = Dense(64) >> Lambda(x => (x * 8).Round() * 0.125) >> Named("b", Dense(64)) >> Relu();
        Layer exact =
            Lambda(x => (x * 8).Round() * 0.125)
            >> net
            >> Lambda(x => x.CustomVjp("Eighths", v => (v * 8).Round() * 0.125, (_, _, dy) => dy))
            >> Dense(5);
        var (plain, mixed) = (Trained(exact, Adam(1e-3)), Trained(MixedPrecision(exact, kept), Adam(1e-3)));
        Assert.Equal(plain.Loss, mixed.Loss);
        Assert.All(
            plain.Values,
            value => Assert.Equal(Bits(value.Value), Bits(mixed.Values[value.Key]), StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rounded_weights_are_what_is_computed_with_and_what_a_file_holds(Precision kept)
    {
        Layer net = Dense(64) >> Tanh() >> Dense(64) >> Tanh() >> Dense(5);
        var (plain, mixed) = (Of(net), Of(MixedPrecision(net, kept, roundWeights: true)));
        var batch = Batch(new(32, 64));
        var start = mixed.Init(1, new(64));
        var rounded = start with
        {
            Values = start.Values.SetItems(
                start.Parameters.Select(p => KeyValuePair.Create(p.Key, Rounded(p.Value, kept)))
            ),
        };
        Assert.NotEqual(plain.Step(start, batch).Loss, plain.Step(rounded, batch).Loss);
        Assert.Equal(plain.Step(rounded, batch).Loss, mixed.Step(start, batch).Loss);

        // The gradient is taken at the rounded weights. The step updates the master weights by less than the 16-bit spacing.
        var (expected, actual) = (plain.Gradients(rounded, batch), mixed.Gradients(start, batch));
        Assert.All(
            expected,
            gradient =>
                Assert.InRange(
                    Square(gradient.Value.Span, actual[gradient.Key].Span),
                    0,
                    Square(gradient.Value.Span, new float[gradient.Value.Shape.Size]) / 4096
                )
        );
        var slow = FunctionalNet.Training.Of(mixed.Layer, SoftmaxCrossEntropy(), Sgd(1e-4));
        var next = slow.Step(slow.Init(1, new(64)), batch);
        Assert.True(next.Distance(start) > 0);
        Assert.True(Memory(mixed.Layer, Sgd(1), new(32, 64)).Values < Memory(net, Sgd(1), new(32, 64)).Values + 30_000);

        static Tensor<float> Rounded(Tensor<float> tensor, Precision kept) =>
            Tensor.Of(tensor.Shape, [.. tensor.Span.ToArray().Select(value => HalfPrecision.Round(kept, value))]);
    }

    [Fact]
    public void The_same_bits_on_any_number_of_threads_step_by_step_and_without_a_plan()
    {
        var net = MixedPrecision(
            Reshape(8, 8)
                >> TransformerBlock(2, dropout: 0.1)
                >> Flatten()
                >> Dense(64)
                >> BatchNorm()
                >> Gelu()
                >> Dense(5),
            Precision.Float16
        );
        var chain = LossScale(ClipByGlobalNorm(1) >> Adam(1e-2), initial: 1 << 20, interval: 2);
        var batches = Enumerable.Range(0, 6).Select(i => Batch(new(64, 64), i)).ToArray();
        var (one, three) = (Run(1), Run(3));
        Assert.Equal(one.Loss, three.Loss);
        Assert.Equal(0, one.Distance(three));

        var training = FunctionalNet.Training.Of(net, SoftmaxCrossEntropy(), chain);
        var stepped = batches.Aggregate(training.Init(1, new(64)), training.Step);
        Assert.All(one.Values, value => Assert.Equal(Bits(value.Value), Bits(stepped.Values[value.Key])));
        var eager = training.Eager.Fold(training.Init(1, new(64)), batches.Take(2));
        var two = training.Fold(training.Init(1, new(64)), batches.Take(2));
        Assert.All(two.Values, value => Assert.Equal(Bits(value.Value), Bits(eager.Values[value.Key])));

        TrainState<float> Run(int threads)
        {
            var run = FunctionalNet.Training.Of(net, SoftmaxCrossEntropy(), chain, threads);
            return run.Fold(run.Init(1, new(64)), batches);
        }
    }

    [Fact]
    public void A_gradient_of_a_gradient_goes_through_the_same_rounding()
    {
        Layer net = Dense(64) >> Tanh() >> Dense(64) >> Gelu() >> Dense(5);
        var (plain, mixed) = (
            Trained(net, SharpnessAware(0.5) >> Sgd(0.1)),
            Trained(MixedPrecision(net), SharpnessAware(0.5) >> Sgd(0.1))
        );
        var moved = plain.Distance(Trained(net, Sgd(0)));
        Assert.InRange(plain.Distance(mixed), 1e-7, 0.02 * moved);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Flowers_are_told_apart_as_well(Precision kept)
    {
        var iris = Iris.Load();
        var (training, _) = iris.HoldOut(0.2, 3);
        var net = Dense(32) >> Tanh() >> Dense(32) >> Relu() >> Dense(3);
        var chain = ClipByGlobalNorm(1) >> Adam(5e-3);
        var (plain, mixed) = (
            Accuracy(net, chain),
            Accuracy(MixedPrecision(net, kept), kept == Precision.Float16 ? LossScale(chain) : chain)
        );
        Assert.InRange(plain, 0.95, 1);
        Assert.InRange(mixed, plain - 0.02, 1);

        double Accuracy(Layer layer, Transform optimizer)
        {
            var run = FunctionalNet.Training.Of(layer, SoftmaxCrossEntropy(), optimizer);
            var trained = run.Checked.Fold(run.Init(1, iris.InputShape), training.Shuffle(1).Batches(60).Repeat(150));
            var all = iris.All();
            var scores = trained.Model.Predict(all.Inputs);
            return Enumerable
                    .Range(0, all.Count)
                    .Count(i => Best(scores.Span.Slice(3 * i, 3)) == (int)all.Targets.Span[i]) / (double)all.Count;
        }

        static int Best(ReadOnlySpan<float> row) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row);
    }

    [Fact]
    public void Variables_keep_their_paths()
    {
        var training = FunctionalNet.Training.Of(
            MixedPrecision(Dense(3)) >> MixedPrecision(Named("a", Dense(4))) >> MixedPrecision(Dense(2) >> Tanh()),
            SoftmaxCrossEntropy(),
            Sgd(0.1)
        );
        Assert.Equal(
            ["0/bias", "0/weight", "2/0/bias", "2/0/weight", "a/bias", "a/weight"],
            training.Init(1, new(64)).Parameters.Select(parameter => parameter.Key),
            StringComparer.Ordinal
        );
    }

    // The first layer with a non-finite value is the same as without mixed precision, in the forward and the backward pass.
    [Fact]
    public void What_is_not_finite_is_traced_to_its_layer()
    {
        var wrong = Named("in", Dense(64)) >> Named("steep", Lambda(x => (x - 30).Log())) >> Dense(5);
        var root = Named("in", Dense(64)) >> Named("root", Lambda(x => (x * 0).Sqrt())) >> Dense(5);
        Assert.Equal(Told(Inside(wrong, Precision.Float32)), Told(Inside(wrong, Precision.BFloat16)));
        Assert.EndsWith("/steep", Told(MixedPrecision(wrong) >> Tanh()).Path, StringComparison.Ordinal);
        Assert.Equal("the derivative of 0/root", Told(Inside(root, Precision.BFloat16)).Path);

        // 10⁶ exceeds the range of float16.
        var large = Dense(64) >> Lambda(x => x.Tanh() * 1e6) >> Lambda(x => x * x) >> Dense(5);
        Assert.StartsWith(
            "infinity from RoundToFloat16",
            Told(Inside(large, Precision.Float16)).Operator,
            StringComparison.Ordinal
        );

        static Layer Inside(Layer layer, Precision kept) => MixedPrecision(layer, kept) >> Lambda(x => x);

        static Divergence Told(Layer layer)
        {
            var training = Of(layer);
            return Assert
                .Throws<DivergenceException>(() => training.Checked.Step(training.Init(1, new(64)), Batch(new(32, 64))))
                .Divergence;
        }
    }

    [Fact]
    public void Recipes_can_name_it()
    {
        Assert.Equal(
            MixedPrecision(Dense(4) >> Relu(), Precision.Float16),
            Calls.Read<Layer>("MixedPrecision(Dense(4) >> Relu(), Precision.Float16)").OrThrow()
        );
        Assert.Equal(
            "MixedPrecision(Dense(4), RoundWeights: true)",
            $"{Calls.Read<Layer>("MixedPrecision(Dense(4), roundWeights: true)").OrThrow()}"
        );
        Assert.Equal(Remat(Dense(4), Precision.BFloat16), Calls.Read<Layer>("Remat(Dense(4), BFloat16)").OrThrow());
        Assert.Equal(
            $"{LossScale(ClipByGlobalNorm(1) >> Adam(1e-3), initial: 1024)}",
            $"{Calls.Read<Transform>("LossScale(ClipByGlobalNorm(1) >> Adam(1e-3), initial: 1024)").OrThrow()}"
        );
    }

    private static (Layer Plain, Layer Mixed, Batch<float> Batch) Models(string block, Precision kept)
    {
        Layer inner = block switch
        {
            "dense" => Dense(64) >> Gelu() >> Dense(64) >> Relu() >> Dense(64) >> Tanh(),
            "dropout" => Dense(64) >> Tanh() >> Dropout(0.3) >> Dense(64) >> Dropout(0.1),
            "batch norm" => Dense(64) >> BatchNorm() >> Relu() >> Dense(32),
            "layer norm" => Dense(64) >> LayerNorm() >> Dense(64) >> RmsNorm() >> Silu(),
            "group norm" => Reshape(4, 16) >> GroupNorm(2) >> Conv1d(8, 3) >> Mish() >> InstanceNorm() >> Flatten(),
            "residual" => Dense(64) >> Residual(Dense(64) >> Softplus()) >> Residual(LayerNorm() >> Dense(64)),
            "softmax" => Dense(64) >> Softmax() >> Dense(64) >> LogSoftmax(),
            "convolution" => Reshape(1, 8, 8)
                >> Conv2d(4, 3, padding: Padding.Same)
                >> Relu()
                >> MaxPool2d(2)
                >> Conv2d(8, 3)
                >> Elu()
                >> AveragePool2d(2)
                >> Flatten(),
            "lstm" => Reshape(16, 4) >> Lstm(16) >> Lstm(16, Direction.Bidirectional, lastOnly: true),
            "gru masked" => Reshape(16, 4) >> Gru(16, masked: 0) >> Rnn(16, Direction.Reverse, lastOnly: true),
            "transformer" => Reshape(8, 8) >> TransformerBlock(2, causal: true, dropout: 0.1) >> Flatten(),
            "embedding" => Embedding(50, 16) >> LearnedPositions(64) >> Dense(8) >> Tanh() >> Flatten(),
            "remat within" => Dense(64) >> Remat(Dense(64) >> Tanh() >> Dense(64)) >> Gelu(),
            "shared" => Named("a", Dense(64)) >> Tanh() >> Named("a", Dense(64)) >> Tanh(),
            "own derivative" => Dense(64)
                >> Lambda(x => x.CustomVjp("Reversal", v => v.Tanh(), (v, y, dy) => -dy * (1 - (y * v.Sigmoid())))),
            _ => Dense(64) >> Tanh() >> Dense(64) >> Gelu(),
        };
        var mixed = block switch
        {
            "remat around" => Remat(MixedPrecision(inner, kept)),
            "one after the other" => MixedPrecision(inner, kept) >> MixedPrecision(inner, kept),
            "one in the other" => MixedPrecision(MixedPrecision(inner, kept) >> Dense(64) >> Tanh(), kept),
            _ => MixedPrecision(inner, kept),
        };
        var plain = block switch
        {
            "one after the other" => Nested(inner) >> Nested(inner),
            "one in the other" => Nested(Nested(inner) >> Dense(64) >> Tanh()),
            _ => Nested(inner),
        };
        var batch = Batch(new(32, 64));
        return (
            plain >> Dense(5),
            mixed >> Dense(5),
            block == "embedding"
                ? FunctionalNet.Batch.Of(
                    Tensor.Of(new Shape(32, 64), [.. Enumerable.Range(0, 2048).Select(i => (float)(i * 7 % 50))]),
                    batch.Targets
                )
                : batch
        );

        // Keeping in float32 rounds nothing but wraps the layer, so that the paths of both models agree.
        static Layer Nested(Layer layer) => MixedPrecision(layer, Precision.Float32);
    }

    private static Training<float> Of(Layer model) =>
        FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3));

    private static TrainState<float> Trained(Layer model, Transform chain)
    {
        var training = FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), chain);
        return training.Fold(training.Init(1, new(64)), Enumerable.Repeat(Batch(new(32, 64)), 3));
    }

    private static FunctionalNet.Execution.MemoryUse Memory(Layer model, Transform chain, Shape inputs) =>
        FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), chain).Memory(inputs, inputs[..1]);

    private static Batch<float> Batch(Shape shape, int key = 5)
    {
        var inputs = new float[shape.Size];
        ((Key)key).Normal<float>(inputs);
        return FunctionalNet.Batch.Of(
            Tensor.Of(shape, inputs),
            Tensor.Vector([.. Enumerable.Range(0, shape[0].Size).Select(i => (float)(i % 5))])
        );
    }

    private static Tensor<double> Table(int rows, int columns, double a, double b, double scale) =>
        new(
            new(rows, columns),
            [
                .. from i in Enumerable.Range(0, rows)
                from j in Enumerable.Range(0, columns)
                select scale * Math.Sin((a * i) + (b * j) + 0.3),
            ]
        );

    private static double Square(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        }

        return sum;
    }

    private static string Bits(Tensor<float> value) => Convert.ToHexString(MemoryMarshal.AsBytes(value.Span));
}
