using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Web;

/// <summary>The input form of a page: as declared by the file or the caller, or by the type of the input.</summary>
internal static class InputForms
{
    // With more columns the form is a list of numbers.
    private const int MostFields = 64;
    private const int SmallestImage = 5;

    /// <summary>The form, or why the declaration does not match.</summary>
    /// <param name="said">The declaration of the caller or the file, a JSON object; null for none.</param>
    /// <param name="element">The element type of the input.</param>
    /// <param name="sample">Its sizes without the batch axis.</param>
    /// <param name="labels">The names of the classes.</param>
    /// <param name="metadata">The metadata of the file.</param>
    public static Either<Error, JsonObject> Of(
        string? said,
        string element,
        ImmutableArray<int?> sample,
        ImmutableArray<string> labels,
        ImmutableSortedDictionary<string, string> metadata
    )
    {
        var count = sample.Aggregate(1L, (product, size) => product * size!.Value);
        if (said is not null && Parsed(said) is { } form && Size(form) is { } wanted)
        {
            return wanted == count
                ? form
                : Error.New($"a {form["kind"]} of {wanted} numbers does not fit a model that takes {count}");
        }

        return element == "int64" && sample.Length == 1 && (metadata.ContainsKey("pairs") || !labels.IsEmpty)
                ? Text(metadata)
            : (element is "float" or "uint8") && Pixels(sample) is var (height, width, channels, isLast)
                ? Parsed(
                    InputForm
                        .Image(height, width, channels, 0, element == "uint8" || IsBytes(metadata) ? 255 : 1, isLast)
                        .Metadata
                )!
            : count <= MostFields && element == "float"
                ? Parsed(InputForm.Table(Enumerable.Range(1, (int)count).Select(i => Column.Number($"x{i}"))).Metadata)!
            : new JsonObject { ["kind"] = "numbers" };
    }

    // Another JSON value is a foreign entry of the same name.
    private static JsonObject? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Size(JsonObject form)
    {
        try
        {
            return form["kind"]?.GetValue<string>() switch
            {
                "drawing" or "picture" => form["height"]!.GetValue<long>()
                    * form["width"]!.GetValue<long>()
                    * form["channels"]!.GetValue<long>(),
                "table" => form["columns"]!.AsArray().Sum(column => column!["width"]!.GetValue<long>()),
                _ => null,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or FormatException)
        {
            return null;
        }
    }

    private static JsonObject Text(ImmutableSortedDictionary<string, string> metadata) =>
        metadata.TryGetValue("pairs", out var pairs) && JsonNode.Parse(pairs) is JsonArray array
            ? new() { ["kind"] = "text", ["pairs"] = array }
            : new() { ["kind"] = "text" };

    private static (int Height, int Width, int Channels, bool IsLast)? Pixels(ImmutableArray<int?> sample) =>
        sample switch
        {
            [1 or 3, >= SmallestImage and var height, >= SmallestImage and var width] => (
                height,
                width,
                sample[0]!.Value,
                false
            ),
            [>= SmallestImage and var height, >= SmallestImage and var width, 1 or 3] => (
                height,
                width,
                sample[2]!.Value,
                true
            ),
            _ => ((int Height, int Width, int Channels, bool IsLast)?)null,
        };

    // ONNX's own metadata for images.
    private static bool IsBytes(ImmutableSortedDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("Image.NominalPixelRange") == "NominalRange_0_255";
}
