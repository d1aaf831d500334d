using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionalNet.Cases;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.Web;

/// <summary>The manifest of a page, as JSON: the input and its form, the output, labels, and the model card.</summary>
internal static class WebManifest
{
    private static readonly ImmutableArray<string> Fed = ["float", "int64", "int32", "uint8", "bool"];

    /// <summary>The manifest of a file.</summary>
    /// <param name="model">The file.</param>
    /// <param name="options">The requested options.</param>
    /// <param name="runtime">ONNX Runtime Web; null only to check whether the page supports such an input.</param>
    /// <param name="training">The entry of the training step; null for none.</param>
    /// <returns>The manifest, or why the file is not supported.</returns>
    public static Either<Error, JsonObject> Of(
        ModelProto model,
        WebOptions options,
        WebRuntime? runtime,
        JsonObject? training
    )
    {
        var graph = model.Graph;
        var stored = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        ValueInfoProto[] inputs = [.. graph.Input.Where(input => !stored.Contains(input.Name))];
        var metadata = model
            .MetadataProps.GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(
                entries => entries.Key,
                entries => entries.Last().Value,
                StringComparer.Ordinal
            );
        var labels = OnnxMetadata.Labels(metadata);
        return inputs.Length != 1 || Sample(inputs[0]) is not { } sample
                ? Error.New(
                    $"a page asks for one input whose batch axis is free or 1 and whose other axes are known; the model takes {string.Join(", ", inputs.Select(Describe))}"
                )
            : Element(inputs[0]) is var element && !Fed.Contains(element, StringComparer.Ordinal)
                ? Error.New($"a page feeds {string.Join(", ", Fed)}; the model takes {Describe(inputs[0])}")
            : graph.Output.FirstOrDefault(output => Element(output) is "float" or "double") is not { } output
                ? Error.New("a page shows numbers; the model has no output of them")
            : InputForms
                .Of(
                    options.Form?.Metadata ?? metadata.GetValueOrDefault(InputForm.MetadataKey),
                    element,
                    sample,
                    labels,
                    metadata
                )
                .Map(form => new JsonObject
                {
                    ["title"] = Title(options, model),
                    ["description"] = model.DocString,
                    ["file"] = "model.onnx",
                    ["bytes"] = model.CalculateSize(),
                    ["opset"] = OnnxModel.Version(model.OpsetImport),
                    ["producer"] = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
                    ["parameters"] = runtime is null ? 0 : Parameters(model),
                    ["metadata"] = new JsonObject(
                        metadata
                            .Where(entry =>
                                entry.Key is not (OnnxMetadata.LabelsKey or InputForm.MetadataKey or "pairs")
                            )
                            .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))
                    ),
                    ["labels"] = new JsonArray([.. labels.Select(label => (JsonNode)label)]),
                    ["input"] = Value(inputs[0].Name, element, sample),
                    ["form"] = form,
                    ["output"] = Value(output.Name, Element(output), [.. Sizes(output).Skip(1)]),
                    ["runtime"] = runtime?.Json(),
                    ["training"] = training,
                });
    }

    // Those that a training changes, so without constants such as a normalization; of a file that this library does not read, those that it marks as
    // parameters.
    private static long Parameters(ModelProto model)
    {
        var roles = OnnxModel
            .Parse(model.ToByteArray())
            .Match(Right: file => file.Roles, Left: _ => Learning.Roles.AsWritten(model));
        return model
            .Graph.Initializer.Where(tensor => roles.GetValueOrDefault(tensor.Name) == StoredRole.Parameter)
            .Sum(tensor => tensor.Dims.Aggregate(1L, (product, size) => product * size));
    }

    /// <summary>A tensor in the manifest: its sizes are those of a sample, null for a free one.</summary>
    public static JsonObject Value(string name, string element, IEnumerable<int?> sizes) =>
        new()
        {
            ["name"] = name,
            ["type"] = element == "float" ? "float32" : element,
            ["shape"] = new JsonArray([.. sizes.Select(size => (JsonNode?)size)]),
        };

    private static string Title(WebOptions options, ModelProto model) =>
        options.Title.Length > 0 ? options.Title
        : model.DocString.Length > 0 ? model.DocString.Split(':', '.', '\n')[0]
        : "A neural network";

    // Without the batch axis; null if the size of a sample is unknown.
    private static ImmutableArray<int?>? Sample(ValueInfoProto input)
    {
        var sizes = Sizes(input);
        return sizes.Length > 0 && sizes[0] is null or 1 && sizes.Skip(1).All(size => size > 0) ? sizes[1..] : null;
    }

    private static ImmutableArray<int?> Sizes(ValueInfoProto value) =>
        [
            .. (value.Type?.TensorType?.Shape?.Dim ?? []).Select(dim =>
                dim.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? (int?)dim.DimValue : null
            ),
        ];

    private static string Element(ValueInfoProto value) =>
        TypedTensor.NameOf(value.Type?.TensorType?.ElemType ?? 0).ToLowerInvariant();

    private static string Describe(ValueInfoProto value) =>
        $"{value.Name}: {Element(value)} [{string.Join(", ", Sizes(value).Select(size => $"{size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}"))}]";
}
