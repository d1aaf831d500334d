using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Models;

/// <summary>
/// Small random files in the layouts that are published, and what the papers' definitions give for them, as record_models.py computed it in
/// PyTorch.
/// </summary>
public sealed class PublishedModelsTests : IDisposable
{
    private static readonly JsonElement Recorded = JsonDocument.Parse(Resources.Text("models.json")).RootElement;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string, Layer, int[]> Models =>
        new()
        {
            { "gpt2", "y", Gpt2(13, 10, 8, 2, 2), [2, 7] },
            { "llama", "y", Llama(13, 12, 20, 2, 6, keyValueHeads: 2, period: 500), [2, 9] },
            { "bert", "y", SmallBert(BertOutput.Tokens), [3, 8] },
            { "bert", "mean", SmallBert(BertOutput.Mean), [3, 8] },
            { "bert", "pooled", SmallBert(BertOutput.Pooled), [3, 8] },
            { "resnet18", "y", ResNet(18, 5, 2), [2, 3, 37, 41] },
            { "resnet50", "y", ResNet(50, 5, 2), [2, 3, 37, 41] },
        };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void A_published_file_gives_what_PyTorch_gives(string name, string output, Layer layer, int[] shape)
    {
        var input = Shape.Of(shape);
        var file = Path.Combine(folder.Path, $"{name}.safetensors");
        File.WriteAllBytes(file, Resources.Bytes($"{name}.safetensors"));
        var stored = Safetensors<double>.Load(file).OrThrow().Tensors;
        var start = FunctionalNet.Training.Of<double>(layer, MeanSquaredError(), Sgd(0.1)).Init(3, input[1..]).Model;
        var values = start.Values.ToDictionary(
            value => value.Key,
            value => Value(Source(name, value.Key), stored, value.Value.Shape),
            StringComparer.Ordinal
        );
        var recorded = Recorded.GetProperty(name);
        double[] x = Numbers(recorded.GetProperty("x")) is { Length: > 0 } tokens
            ? tokens
            : [.. Enumerable.Range(0, input.Size).Select(i => Math.Sin(i))];
        Assert.Equal(
            Numbers(recorded.GetProperty(output)),
            new Model<double>(layer, input[1..], values).Predict(new(input, x)).Span.ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-9 * (1 + Math.Abs(a))
        );
    }

    private static Layer SmallBert(BertOutput output) => Bert(13, 12, 8, 2, 2, hidden: 20, output: output);

    // The published name of a path, which of how many columns it holds side by side, and whether it is [out, in].
    private static (string Name, int Part, bool IsTurned) Source(string model, string path)
    {
        var name = path.Replace('/', '.').Replace(".scale", ".weight", StringComparison.Ordinal);
        string[] parts = ["query", "key", "value", "output"];
        switch (model)
        {
            case "gpt2":
                var part = Array.FindIndex(parts, one => path.Contains($"attn/{one}/", StringComparison.Ordinal));
                return part is >= 0 and < 3
                    ? (name.Replace($"attn.{parts[part]}.", "attn.c_attn.", StringComparison.Ordinal), part, false)
                    : (name.Replace("attn.output.", "attn.c_proj.", StringComparison.Ordinal), -1, false);
            case "llama":
                foreach (var one in parts)
                {
                    name = name.Replace($"attn.{one}.", $"attn.{one[0]}_proj.", StringComparison.Ordinal);
                }

                var isHead = name.StartsWith("lm_head", StringComparison.Ordinal);
                return (
                    isHead ? name : $"model.{name}",
                    -1,
                    isHead || name.Contains("_proj.", StringComparison.Ordinal)
                );
            case "bert":
                name = name.Replace("self.output", "output.dense", StringComparison.Ordinal);
                var isMap = parts.Append("dense").Any(one => name.EndsWith($"{one}.weight", StringComparison.Ordinal));
                return ($"bert.{name}", -1, isMap);
            default:
                name = name.Replace(".mean", ".running_mean", StringComparison.Ordinal);
                name = name.Replace(".variance", ".running_var", StringComparison.Ordinal);
                return (name, -1, string.Equals(name, "fc.weight", StringComparison.Ordinal));
        }
    }

    private static Tensor<double> Value(
        (string Name, int Part, bool IsTurned) source,
        IReadOnlyDictionary<string, Tensor<double>> stored,
        Shape shape
    )
    {
        var tensor = stored[source.Name];
        if (source.Part >= 0)
        {
            var columns = shape[^1].Size;
            var rows = tensor.Span.ToArray().Chunk(3 * columns);
            return new(shape, [.. rows.SelectMany(row => row.Skip(source.Part * columns).Take(columns))]);
        }

        if (!source.IsTurned)
        {
            Assert.Equal(tensor.Shape, shape);
            return tensor;
        }

        Assert.Equal(tensor.Shape, new Shape(shape[1], shape[0]));
        return new(
            shape,
            [.. Enumerable.Range(0, shape.Size).Select(i => tensor[i % shape[1].Size, i / shape[1].Size])]
        );
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetDouble())];
}
