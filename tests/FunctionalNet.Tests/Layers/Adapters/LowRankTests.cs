using System.Collections.Immutable;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers.Adapters;

/// <summary>Low-rank adapters against their definition W + α/r · A B, for every kind of weight.</summary>
public sealed class LowRankTests : IDisposable
{
    private const int Rank = 2;
    private const double Alpha = 6;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Kinds => [.. Cases.Keys];

    // Layers that keep activations in 16 bits have rounded gradients, which an exact comparison excludes.
    public static TheoryData<string> ExactKinds => [.. Cases.Keys.Where(kind => kind is not "kept")];

    private static Dictionary<string, (Layer Layer, Shape Input, bool AreTokens)> Cases =>
        new(StringComparer.Ordinal)
        {
            ["dense"] = (Dense(5) >> Tanh() >> Dense(3), new(4), false),
            ["sequence"] = (Dense(5) >> Tanh(), new(3, 4), false),
            ["attention"] = (MultiHeadAttention(heads: 2), new(3, 4), false),
            ["convolution"] = (Conv2d(3, 2) >> Relu() >> Conv2d(2, 1), new(2, 4, 5), false),
            ["line"] = (Conv1d(3, 3, stride: 2), new(2, 9), false),
            ["groups"] = (Conv2d(4, 2, groups: 2), new(2, 4, 4), false),
            ["transposed"] = (ConvTranspose2d(3, 2), new(2, 3, 3), false),
            ["embedding"] = (Embedding(7, 4) >> Dense(2), new(3), true),
            ["normalized"] = (Dense(4) >> BatchNorm() >> Dense(2), new(3), false),
            ["shared"] = (Named("a", Dense(4)) >> Tanh() >> Named("a", Dense(4)), new(4), false),
            ["kept"] = (MixedPrecision(Dense(64) >> Dense(64)), new(64), false),
            ["again"] = (Remat(Dense(4) >> Tanh()) >> Dense(2), new(4), false),
        };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_predicts_what_the_layer_does_with_the_products_added(string kind)
    {
        var (layer, input, areTokens) = Cases[kind];
        var plain = Model.Init<double>(layer, input, key: 1);
        var adapted = Model.Init<double>(LowRank(layer, Rank, Alpha), input, key: 1);
        var x = Inputs(input, areTokens);
        Close(plain.Predict(x), adapted.Predict(x), 1e-12);

        var moved = Moved(adapted);
        var expected = plain.With(
            plain
                .Values.Where(value => moved.Values.ContainsKey($"{value.Key}/lora_A"))
                .ToDictionary(value => value.Key, value => Whole(moved, value.Key, value.Value), StringComparer.Ordinal)
        );
        Assert.Contains(plain.Values.Keys, path => moved.Values.ContainsKey($"{path}/lora_A"));
        Assert.True(Distance(plain.Predict(x), expected.Predict(x)) > 1e-3);
        Close(expected.Predict(x), moved.Predict(x), 1e-10);

        var merged = moved.Merge();
        Assert.Equal(layer, merged.Layer);
        Assert.Equal(plain.Values.Keys, merged.Values.Keys, StringComparer.Ordinal);
        Close(moved.Predict(x), merged.Predict(x), 1e-10);
    }

    [Theory]
    [MemberData(nameof(ExactKinds))]
    public void Its_gradients_are_those_of_the_matrix_times_the_other_factor(string kind)
    {
        var (layer, input, areTokens) = Cases[kind];
        var plain = FunctionalNet.Training.Of<double>(layer, MeanSquaredError(), Sgd(1));
        var adapted = FunctionalNet.Training.Of<double>(LowRank(layer, Rank, Alpha), MeanSquaredError(), Sgd(1));
        var start = adapted.Init(1, input);
        start = start.With(Moved(start.Model).AdapterValues());
        var merged = plain.Init(1, input).With(start.Model.Merge().Values);
        var x = Inputs(input, areTokens);
        var batch = new Dataset<double>(x, Tensor.Zeros<double>(start.Model.Predict(x).Shape)).All();
        var (full, thin) = (plain.Gradients(merged, batch), adapted.Gradients(start, batch));
        foreach (var path in full.Keys.Where(path => thin.ContainsKey($"{path}/lora_A")))
        {
            var (rows, columns, toMatrix) = Matrix(start.Model, path, full[path].Shape);
            var isInputFirst = start.Values[$"{path}/lora_A"].Shape == new Shape(rows, Rank);
            var (left, right) = isInputFirst ? ("lora_A", "lora_B") : ("lora_B", "lora_A");
            var gradient = full[path].Span;
            for (var (i, k) = (0, 0); i < rows; (i, k) = k + 1 < Rank ? (i, k + 1) : (i + 1, 0))
            {
                var sum = 0.0;
                for (var j = 0; j < columns; j++)
                {
                    sum += gradient[toMatrix(i, j)] * start.Values[$"{path}/{right}"][k, j];
                }

                Assert.Equal(Alpha / Rank * sum, thin[$"{path}/{left}"][i, k], 1e-6 * Math.Max(1, Math.Abs(sum)));
            }

            for (var (k, j) = (0, 0); k < Rank; (k, j) = j + 1 < columns ? (k, j + 1) : (k + 1, 0))
            {
                var sum = 0.0;
                for (var i = 0; i < rows; i++)
                {
                    sum += gradient[toMatrix(i, j)] * start.Values[$"{path}/{left}"][i, k];
                }

                Assert.Equal(Alpha / Rank * sum, thin[$"{path}/{right}"][k, j], 1e-6 * Math.Max(1, Math.Abs(sum)));
            }
        }
    }

    [Fact]
    public void Only_adapters_are_in_optimizer_and_checkpoint()
    {
        var training = FunctionalNet.Training.Of(
            LowRank(Dense(8) >> Tanh() >> Dense(3), Rank),
            MeanSquaredError(),
            Adam(1e-2)
        );
        var start = training.Init(1, new(4));
        Assert.All(start.Parameters, one => Assert.Contains("/lora_", one.Key, StringComparison.Ordinal));
        Assert.Equal(
            ["0/bias", "0/weight", "2/bias", "2/weight"],
            start.FrozenValues.Select(one => one.Key),
            StringComparer.Ordinal
        );
        Assert.All(
            start.Values.Keys.Where(path => path.StartsWith("optimizer/0/m", StringComparison.Ordinal)),
            path => Assert.Contains("/lora_", path, StringComparison.Ordinal)
        );

        var data = new Dataset<float>(
            Tensor.Of<float>(new(2, 4), 1, 2, 3, 4, 5, 6, 7, 8),
            Tensor.Zeros<float>(new(2, 3))
        );
        var after = training.Fold(start, Enumerable.Repeat(data.All(), 3));
        Assert.Same(start.Values["0/weight"], after.Values["0/weight"]);
        Assert.True(after.Loss < training.Step(start, data.All()).Loss);

        after.Save(folder["a.safetensors"]).OrThrow();
        var file = Safetensors<float>.Load(folder["a.safetensors"]).OrThrow();
        Assert.DoesNotContain("0/weight", file.Tensors.Keys, StringComparer.Ordinal);
        var resumed = training.Load(folder["a.safetensors"], new(4)).OrThrow();
        Assert.All(after.Values, one => Assert.Equal(one.Value.Span.ToArray(), resumed.Values[one.Key].Span.ToArray()));

        var given = start.With("0/bias", Tensor.Of<float>(new(8), 1, 2, 3, 4, 5, 6, 7, 8));
        training.Step(given, data.All()).Save(folder["b.safetensors"]).OrThrow();
        Assert.Contains(
            "other frozen weights",
            training.Load(folder["b.safetensors"], new(4)).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
        Assert.Same(given.Values["0/bias"], given.Resume(folder["b.safetensors"]).OrThrow().Values["0/bias"]);
    }

    [Fact]
    public void A_fit_of_given_weights_goes_on_from_its_checkpoints()
    {
        var training = FunctionalNet.Training.Of(LowRank(Dense(8) >> Dense(3), Rank), MeanSquaredError(), Adam(1e-2));
        var start = training.Init(1, new(4)).With("0/bias", Tensor.Of<float>(new(8), 1, 2, 3, 4, 5, 6, 7, 8));
        var data = new Dataset<float>(
            Tensor.Of<float>(new(2, 4), 1, 2, 3, 4, 5, 6, 7, 8),
            Tensor.Zeros<float>(new(2, 3))
        );
        var batches = data.Batches(1);
        var once = training.Fit(start, batches, new() { Epochs = 4 }).OrThrow().Last;
        FitOptions<float> options = new() { Epochs = 2, Checkpoints = new(folder["fit"]) };
        _ = training.Fit(start, batches, options).OrThrow();
        var twice = training.Fit(start, batches, options with { Epochs = 4 }).OrThrow().Last;
        Assert.All(once.Values, one => Assert.Equal(one.Value.Span.ToArray(), twice.Values[one.Key].Span.ToArray()));
        Assert.True(options.Checkpoints!.Latest(start).OrThrow().IsSome);
    }

    [Fact]
    public void A_step_takes_less_memory_than_one_of_all_weights()
    {
        Layer layer = Dense(512) >> Dense(512);
        var (whole, thin) = (
            FunctionalNet.Training.Of(layer, MeanSquaredError(), Adam(1e-3)),
            FunctionalNet.Training.Of(LowRank(layer, 4), MeanSquaredError(), Adam(1e-3))
        );
        Assert.True(thin.Memory(new(8, 512), new(8, 512)).Values < whole.Memory(new(8, 512), new(8, 512)).Values / 4);
    }

    [Fact]
    public void Paths_select_and_other_parameters_may_learn()
    {
        Layer layer =
            LowRank(
                Dense(4) >> Dense(3),
                Rank,
                where: path => path.StartsWith("0/0/", StringComparison.Ordinal),
                train: path => path.EndsWith("bias", StringComparison.Ordinal)
            ) >> Dense(2);
        var start = FunctionalNet.Training.Of(layer, MeanSquaredError(), Sgd(1)).Init(1, new(4));
        Assert.Equal(
            ["0/0/bias", "0/0/weight/lora_A", "0/0/weight/lora_B", "0/1/bias", "1/bias", "1/weight"],
            start.Parameters.Select(one => one.Key),
            StringComparer.Ordinal
        );
        var none = Assert.Throws<ShapeException>(() =>
            Model.Init<float>(LowRank(Dense(4), where: _ => false), new(4), key: 1)
        );
        Assert.Contains("none of weight, bias", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_that_is_selected_and_cannot_be_adapted_is_told()
    {
        Layer layer = Dense(4) >> Lstm(3) >> Dense(2);
        var error = Assert.Throws<ShapeException>(() =>
            Model.Init<float>(
                LowRank(layer, Rank, where: path => path.EndsWith("weight", StringComparison.Ordinal)),
                new(5, 4),
                key: 1
            )
        );
        Assert.Contains("it cannot adapt 1/", error.Message, StringComparison.Ordinal);
        Layer[] legitimate =
        [
            LowRank(layer, Rank),
            LowRank(
                layer,
                Rank,
                where: path => path.EndsWith("weight", StringComparison.Ordinal),
                train: path => path.StartsWith("1/", StringComparison.Ordinal)
            ),
            new LowRank(layer, Rank) { Except = path => path.StartsWith("0/", StringComparison.Ordinal) },
        ];
        Assert.All(legitimate, one => Assert.NotEmpty(Model.Init<float>(one, new(5, 4), key: 1).AdapterValues()));
    }

    [Fact]
    public void What_lies_within_others_is_merged_too()
    {
        Layer layer = Residual(LowRank(Dense(4) >> Dense(4), Rank)) >> Frozen(Dense(3)) >> Dense(2);
        var model = Moved(Model.Init<double>(layer, new(4), key: 1));
        var x = Inputs(new(4), areTokens: false);
        var merged = model.Merge();
        Assert.Equal(
            ["0/0/bias", "0/0/weight", "0/1/bias", "0/1/weight", "1/bias", "1/weight", "2/bias", "2/weight"],
            merged.Values.Keys,
            StringComparer.Ordinal
        );
        Close(model.Predict(x), merged.Predict(x), 1e-10);
        Assert.Empty(
            FunctionalNet.Training.Of<double>(merged.Layer, MeanSquaredError(), Sgd(1)).Init(1, new(4)).FrozenValues
        );
    }

    [Fact]
    public void Adapters_are_switched_without_a_copy_of_the_base()
    {
        var model = Model.Init<float>(LowRank(Dense(8) >> Dense(3), Rank), new(4), key: 1);
        var (one, other) = (Moved(model, 1).AdapterValues(), Moved(model, 2).AdapterValues());
        Assert.Equal(4, one.Count);
        var (first, second) = (model.With(one), model.With(other));
        Assert.Same(first.Values["0/weight"], second.Values["0/weight"]);
        var x = Tensor.Of<float>(new(1, 4), 1, 2, 3, 4);
        Assert.NotEqual(first.Predict(x).Span.ToArray(), second.Predict(x).Span.ToArray());
        Assert.Equal(first.Predict(x).Span.ToArray(), second.With(one).Predict(x).Span.ToArray());
    }

    private static Model<T> Moved<T>(Model<T> model, int seed = 5)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Key key = seed;
        return model.With(
            model
                .Values.Where(one => one.Key.Contains("/lora_", StringComparison.Ordinal))
                .ToDictionary(
                    one => one.Key,
                    one =>
                    {
                        var numbers = new T[one.Value.Length];
                        key.Split(one.Key).Normal<T>(numbers);
                        return new Tensor<T>(one.Value.Shape, numbers);
                    },
                    StringComparer.Ordinal
                )
        );
    }

    // W + α/r · left right, computed one product at a time as a reference.
    private static Tensor<double> Whole(Model<double> model, string path, Tensor<double> weight)
    {
        var (rows, columns, toMatrix) = Matrix(model, path, weight.Shape);
        var isInputFirst = model.Values[$"{path}/lora_A"].Shape == new Shape(rows, Rank);
        var (left, right) = (
            model.Values[$"{path}/{(isInputFirst ? "lora_A" : "lora_B")}"],
            model.Values[$"{path}/{(isInputFirst ? "lora_B" : "lora_A")}"]
        );
        var sums = weight.Span.ToArray();
        for (var (i, j) = (0, 0); i < rows; (i, j) = j + 1 < columns ? (i, j + 1) : (i + 1, 0))
        {
            for (var k = 0; k < Rank; k++)
            {
                sums[toMatrix(i, j)] += Alpha / Rank * left[i, k] * right[k, j];
            }
        }

        return new(weight.Shape, sums);
    }

    // The matrix view of a weight: rows, columns, and the index of element (i, j) in the tensor.
    private static (int Rows, int Columns, Func<int, int, int> Place) Matrix(
        Model<double> model,
        string path,
        Shape shape
    )
    {
        var a = model.Values[$"{path}/lora_A"].Shape;
        if (shape.Rank == 4 && a[1] == Rank)
        {
            // Filters of a transposed convolution are [in, out, k, l]: rows are (in, k, l), columns are out.
            var (inputs, outputs, window) = (shape[0].Size, shape[1].Size, shape[2].Size * shape[3].Size);
            return (inputs * window, outputs, (i, j) => (((i / window * outputs) + j) * window) + (i % window));
        }

        var columns = shape.Size / shape[0].Size;
        return (shape[0].Size, columns, (i, j) => (i * columns) + j);
    }

    private static Tensor<double> Inputs(Shape input, bool areTokens)
    {
        var shape = new Shape(2).Append(input);
        Key key = 9;
        var numbers = new double[shape.Size];
        key.Normal<double>(numbers);
        return new(shape, areTokens ? [.. numbers.Select(one => Math.Abs(Math.Round(one * 3)) % 7)] : numbers);
    }

    private static double Distance(Tensor<double> x, Tensor<double> y) =>
        x.Span.ToArray().Zip(y.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();

    private static void Close(Tensor<double> expected, Tensor<double> actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.InRange(Distance(expected, actual), 0, tolerance * Math.Max(1, expected.Span.ToArray().Max(Math.Abs)));
    }
}
