using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Data;

/// <summary>The input columns recorded in a model's file: the metadata of <see cref="InputForm.Table"/>.</summary>
internal static class InputColumns
{
    /// <summary>The columns in order; none if the file does not record any.</summary>
    public static ImmutableArray<Column> Of(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            return
                metadata.TryGetValue(InputForm.MetadataKey, out var text)
                && JsonNode.Parse(text) is JsonObject form
                && (string?)form["kind"] == "table"
                && form["columns"] is JsonArray columns
                ? [.. columns.Select(Read)]
                : [];
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            // Another value is an unrelated entry of the same name.
            return [];
        }
    }

    private static Column Read(JsonNode? json)
    {
        var name = (string)json!["name"]!;
        string[] values = [.. json["values"]?.AsArray().Select(value => (string)value!) ?? []];
        return values.Length == 0 ? Column.Number(name)
            : (int?)json["width"] == 1 ? Column.Ordinal(name, values)
            : Column.Category(name, values);
    }
}
