using FunctionalNet.OnnxTests.Learning;
using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>
/// Adapters of the convolutions and the tables of a file, from training to PEFT's files and back. They are held to the network by its
/// definition, computed in double from the file's own weights and W + α/r · B A of what PEFT's files hold.
/// </summary>
public sealed class ImportedAdaptersTests : IDisposable
{
    private const int Rank = 2;
    private const double Alpha = 5;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    private static Tensor<float> Pixels => Samples.Normal<float>(new(6, 2, 4, 5), 8);

    private static Tensor<float> Tokens =>
        Tensor.Of(new(6, 4), [.. Enumerable.Range(0, 24).Select(i => (float)(i * i % 7))]);

    // Images [2, 4, 5] to 3 scores.
    private static ModelProto Images
    {
        get
        {
            var model = Sketch.Of(
                "conv1.weight:4x2x3x3 conv1.bias:4 conv2.weight:3x4x2x2",
                "a = Conv(x, conv1.weight, conv1.bias); r = Relu(a); b = Conv(r, conv2.weight); p = GlobalAveragePool(b); y = Flatten(p)"
            );
            model.Graph.Node[0].Ints("pads", 1, 1, 1, 1);
            model.Graph.Node[2].Ints("strides", 2, 2);
            model.Graph.Input[0] = Files.Info("x", "batch", 2, 4, 5);
            return model;
        }
    }

    // Four words of 7 to 3 scores.
    private static ModelProto Words
    {
        get
        {
            var model = Sketch.Of(
                "words.weight:7x5 line.weight:3x5x3",
                "v = Gather(words.weight, x); t = Transpose(v); b = Conv(t, line.weight); y = ReduceMean(b)"
            );
            model.Graph.Node[1].Ints("perm", 0, 2, 1);
            model.Graph.Node[3].Ints("axes", 2).Int("keepdims", 0);
            model.Graph.Input[0] = Files.Info("x", "batch", 4);
            model.Graph.Input[0].Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Int64;
            return model;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Those_of_convolutions_are_trained_merged_saved_and_loaded_again() =>
        Agree(
            Images,
            Pixels,
            [
                "base_model.model.conv1.lora_A.weight [2, 2, 3, 3]",
                "base_model.model.conv1.lora_B.weight [4, 2, 1, 1]",
                "base_model.model.conv2.lora_A.weight [2, 4, 2, 2]",
                "base_model.model.conv2.lora_B.weight [3, 2, 1, 1]",
            ],
            (x, weight) =>
            {
                var a = Conv(x, (2, 4, 5), weight("conv1.weight"), (4, 3, 3), pad: 1, stride: 1);
                var bias = weight("conv1.bias");
                var r = a.Select((value, i) => Math.Max(0, value + bias[i / 20])).ToArray();
                return Means(Conv(r, (4, 4, 5), weight("conv2.weight"), (3, 2, 2), pad: 0, stride: 2), 4);
            }
        );

    [Fact]
    public void Those_of_a_table_and_of_a_line_are_trained_merged_saved_and_loaded_again() =>
        Agree(
            Words,
            Tokens,
            [
                "base_model.model.line.lora_A.weight [2, 5, 3]",
                "base_model.model.line.lora_B.weight [3, 2, 1]",
                "base_model.model.words.lora_embedding_A [2, 7]",
                "base_model.model.words.lora_embedding_B [5, 2]",
            ],
            (x, weight) =>
            {
                var table = weight("words.weight");
                double[] columns = [.. Enumerable.Range(0, 20).Select(i => table[((int)x[i % 4] * 5) + (i / 4)])];
                return Means(Conv(columns, (5, 1, 4), weight("line.weight"), (3, 1, 3), pad: 0, stride: 1), 2);
            }
        );

    private void Agree(
        ModelProto file,
        Tensor<float> rows,
        string[] names,
        Func<double[], Func<string, double[]>, double[]> definition
    )
    {
        var layer = file.Parse().Bind(read => read.ToLayer()).OrThrow();
        var training = Training.Of(LowRank(layer, Rank, Alpha), SoftmaxCrossEntropy(), Adam(0.05));
        var start = training.Init(1, rows.Shape[1..]);
        var batch = Batch.Of(rows, Tensor.Vector(0f, 1f, 2f, 1f, 0f, 2f));
        var end = training.Fold(start, Enumerable.Repeat(batch, 60));
        Assert.True(
            training.Evaluate(end, batch) < training.Evaluate(start, batch) / 2,
            $"the loss went from {training.Evaluate(start, batch)} to {training.Evaluate(end, batch)}"
        );
        Assert.Equal(file.Graph.Initializer.Count, start.FrozenValues.Count());
        Assert.All(start.FrozenValues, value => Assert.Same(value.Value, end.Values[value.Key]));

        end.Model.SaveAdapter(folder.FullName).OrThrow();
        var adapters = Safetensors<float>
            .Load(Path.Combine(folder.FullName, "adapter_model.safetensors"))
            .OrThrow()
            .Tensors;
        Assert.Equal(names, adapters.Select(one => $"{one.Key} {one.Value.Shape}"), StringComparer.Ordinal);

        var width = rows.Length / rows.Shape[0].Size;
        double[] expected =
        [
            .. rows
                .Span.ToArray()
                .Select(value => (double)value)
                .Chunk(width)
                .SelectMany(row => definition(row, name => Adapted(file, adapters, name))),
        ];
        Close(expected, end.Model.Predict(rows));
        var merged = end.Model.Merge();
        Assert.Equal(start.FrozenValues.Select(value => value.Key), merged.Values.Keys, StringComparer.Ordinal);
        Close(expected, merged.Predict(rows));
        using var plain = OnnxPredictor.Load(merged.ToOnnx()).OrThrow();
        Close(expected, plain.Predict(rows));
        using var apart = OnnxPredictor.Load(end.Model.ToOnnx()).OrThrow();
        Close(expected, apart.Predict(rows));

        var config = AdapterConfig.Load(folder.FullName).OrThrow();
        Assert.Equal((Rank, Alpha), (config.Rank, config.Alpha));
        var again = Model
            .Init<float>(LowRank(layer, config.Rank, config.Alpha, config.Selects), rows.Shape[1..], key: 9)
            .LoadAdapter(folder.FullName)
            .OrThrow();
        Assert.Equal(end.Model.Predict(rows).ToArray(), again.Predict(rows).ToArray());
    }

    // A stored weight of the file, with α/r · B A added if the adapters have it.
    private static double[] Adapted(ModelProto file, IReadOnlyDictionary<string, Tensor<float>> adapters, string name)
    {
        double[] weight = [.. file.Graph.Initializer.Single(tensor => tensor.Name == name).FloatData];
        var module = $"base_model.model.{name.Split('.')[0]}";
        if (adapters.TryGetValue($"{module}.lora_embedding_A", out var rows))
        {
            // [r, size] and [width, r], of a table [size, width].
            var columns = adapters[$"{module}.lora_embedding_B"];
            var (size, width) = (rows.Shape[1].Size, columns.Shape[0].Size);
            for (var i = 0; i < weight.Length; i++)
            {
                weight[i] += Sum(k =>
                    columns.Span[(i % width * Rank) + k] * (double)rows.Span[(k * size) + (i / width)]
                );
            }
        }
        else if (name.EndsWith("weight", StringComparison.Ordinal))
        {
            // [r, in, ...] and [out, r, 1, ...], of filters [out, in, ...].
            var (a, b) = (adapters[$"{module}.lora_A.weight"], adapters[$"{module}.lora_B.weight"]);
            var rest = a.Length / Rank;
            for (var i = 0; i < weight.Length; i++)
            {
                weight[i] += Sum(k => b.Span[(i / rest * Rank) + k] * (double)a.Span[(k * rest) + (i % rest)]);
            }
        }

        return weight;

        static double Sum(Func<int, double> term) => Alpha / Rank * Enumerable.Range(0, Rank).Sum(term);
    }

    // y[o, i, j] = Σ w[o, c, k, l] x[c, i s + k - p, j s + l - p].
    private static double[] Conv(
        double[] x,
        (int Channels, int Height, int Width) image,
        double[] filters,
        (int Count, int Height, int Width) window,
        int pad,
        int stride
    )
    {
        var (height, width) = (
            ((image.Height + (2 * pad) - window.Height) / stride) + 1,
            ((image.Width + (2 * pad) - window.Width) / stride) + 1
        );
        var y = new double[window.Count * height * width];
        for (var n = 0; n < y.Length; n++)
        {
            var (o, i, j) = (n / (height * width), n / width % height, n % width);
            for (var m = 0; m < filters.Length / window.Count; m++)
            {
                var area = window.Height * window.Width;
                var (c, row, column) = (
                    m / area,
                    (i * stride) + (m % area / window.Width) - pad,
                    (j * stride) + (m % window.Width) - pad
                );
                if (row >= 0 && row < image.Height && column >= 0 && column < image.Width)
                {
                    y[n] +=
                        filters[(o * filters.Length / window.Count) + m]
                        * x[(((c * image.Height) + row) * image.Width) + column];
                }
            }
        }

        return y;
    }

    private static double[] Means(double[] values, int count) => [.. values.Chunk(count).Select(run => run.Average())];

    private static void Close(double[] expected, Tensor<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(
            expected.Zip(actual.Span.ToArray()),
            pair => Assert.Equal(pair.Item1, pair.Item2, 1e-5 * (1 + Math.Abs(pair.Item1)))
        );
    }
}
