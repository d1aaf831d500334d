using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FunctionalNet.Import;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.Web;

/// <summary>The training step in a page's manifest, and the part of its initial state that the model's file lacks.</summary>
internal sealed record WebTraining
{
    private readonly JsonObject json;
    private readonly ImmutableSortedDictionary<string, Tensor<float>> stored;

    private WebTraining(JsonObject json, ImmutableSortedDictionary<string, Tensor<float>> stored) =>
        (this.json, this.stored) = (json, stored);

    /// <summary>The entry of a step.</summary>
    public static Either<Error, WebTraining> Of(
        Training<float> training,
        TrainState<float> start,
        Batch<float> sample,
        WebOptions options,
        ModelProto model
    )
    {
        var batch = Dim.Named("batch");
        var step = StepGraph.Of(training, sample.Inputs.Shape.With(0, batch), sample.Targets.Shape.With(0, batch));
        var held = Held(model);
        var isRounded = options.Export.Precision != Precision.Float32;
        var kept = ImmutableSortedDictionary.CreateBuilder<string, Tensor<float>>(StringComparer.Ordinal);
        var state = new JsonArray();

        // Frozen weights are stored in the step and in the model.
        foreach (var (path, value) in start.Values.Where(value => !start.FrozenPaths.Contains(value.Key)))
        {
            var entry = new JsonObject { ["path"] = path, ["shape"] = Sizes(value.Shape) };
            if (Fill(value) is { } number)
            {
                entry["fill"] = number;
            }
            else if (!held.TryGetValue(path, out var same) || !(isRounded || same.Span.SequenceEqual(value.Span)))
            {
                kept.Add(path, value);
            }

            state.Add((JsonNode)entry);
        }

        return step
            .Noise.Aggregate(
                Prelude.Right<Error, JsonArray>([]),
                (before, noise) =>
                    before.Bind(all =>
                        Noise(noise.Variable!).Map(one => new JsonArray([.. all.Select(old => old!.DeepClone()), one]))
                    )
            )
            .Map(noise => new WebTraining(
                new()
                {
                    ["input"] = Value(step.Input),
                    ["target"] = Value(step.Target),
                    ["batch"] = options.Batch,
                    ["normalization"] = Normalized(options.Export.Normalization),
                    ["state"] = state,
                    ["noise"] = noise,
                    ["key"] = $"{start.Key.High:x16}{start.Key.Low:x16}",
                    ["step"] = start.Step,
                    ["notes"] = new JsonObject(
                        Checkpointing
                            .Notes<float>(start, null, [])
                            .Select(note => KeyValuePair.Create(note.Key, (JsonNode?)note.Value))
                    ),
                },
                kept.ToImmutable()
            ));
    }

    /// <summary>The entry, with the names and hashes of the files.</summary>
    public JsonObject Json(WebFolder page, string file, string? start)
    {
        var told = json.DeepClone().AsObject();
        (told["file"], told["start"]) = (file, start);
        told["hashes"] = new JsonObject(
            new[] { file, start }
                .OfType<string>()
                .Select(name => KeyValuePair.Create(name, (JsonNode?)Hash(page[name])))
        );
        return told;
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Writes the part of the initial state that the model's file lacks.</summary>
    /// <returns>Whether there is such a part.</returns>
    public Either<Error, bool> Save(string path)
    {
        if (!stored.IsEmpty)
        {
            return new Safetensors<float>(stored).Save(path).Map(_ => true);
        }

        File.Delete(path);
        return false;
    }

    // Weights by name, as in the file.
    private static Dictionary<string, Tensor<float>> Held(ModelProto model) =>
        model
            .Graph.Initializer.Where(tensor =>
                tensor.DataType is (int)TensorProto.Types.DataType.Float or (int)TensorProto.Types.DataType.Float16
            )
            .ToDictionary(tensor => tensor.Name, TensorReader.Read<float>, StringComparer.Ordinal);

    // The value of all elements; null if they differ, or if JSON cannot represent it, such as negative zero.
    private static float? Fill(Tensor<float> value)
    {
        var bits = MemoryMarshal.Cast<float, int>(value.Span);
        return value.Length == 0 ? 0
            : float.IsFinite(value.Span[0]) && bits.IndexOfAnyExcept(bits[0]) < 0 && bits[0] != int.MinValue
                ? value.Span[0]
            : null;
    }

    private static JsonArray Sizes(Shape shape) =>
        new([.. shape.Select(dim => dim.IsKnown ? (JsonNode?)dim.Size : null)]);

    private static JsonObject Value(Expr input) =>
        WebManifest.Value(
            input.Variable!.Path,
            input.Type.Element == ElementType.Int64 ? "int64" : "float",
            input.Shape[1..].Select(dim => dim.IsKnown ? (int?)dim.Size : null)
        );

    private static Either<Error, JsonObject> Noise(Variable noise) =>
        noise.Initializer switch
        {
            Uniform(var low, var high) => new JsonObject
            {
                ["path"] = noise.Path,
                ["shape"] = Sizes(noise.Declared.Shape),
                ["low"] = (float)low,
                ["range"] = (float)(high - low),
            },
            Normal(var deviation) => new JsonObject
            {
                ["path"] = noise.Path,
                ["shape"] = Sizes(noise.Declared.Shape),
                ["deviation"] = (float)deviation,
            },
            var other => Error.New(
                string.Create(CultureInfo.InvariantCulture, $"a page does not draw the noise {other} of {noise.Path}")
            ),
        };

    private static JsonObject? Normalized(Normalization? normalization) =>
        normalization is null
            ? null
            : new()
            {
                ["mean"] = new JsonArray([.. normalization.Mean.Select(number => (JsonNode)number)]),
                ["scale"] = new JsonArray([.. normalization.Scale.Select(number => (JsonNode)number)]),
            };
}
