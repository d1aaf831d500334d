using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Data;

/// <summary>The columns that a model's file says its numbers are of: what <see cref="InputForm.Table"/> has written there.</summary>
internal static class InputColumns
{
    /// <summary>The columns in their order; none where the file tells of none.</summary>
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
            // What is no such object is a stranger's entry of the same name.
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
