using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>The input columns recorded in a model's file: the metadata of <see cref="InputForm.Table"/>.</summary>
internal static class InputColumns
{
    /// <summary>The columns in order; none if the file does not record any.</summary>
    /// <param name="metadata">The metadata of the file.</param>
    /// <param name="areArrays">Whether the samples are arrays, so that texts are tokens already.</param>
    /// <param name="vocabulary">The published vocabulary of a column of texts, if it is given.</param>
    public static Either<Error, ImmutableArray<Column>> Of(
        IReadOnlyDictionary<string, string> metadata,
        bool areArrays,
        string? vocabulary = null
    ) =>
        areArrays
            ? OfTable(metadata)
            : TextInput
                .Of(metadata, vocabulary)
                .Map(found => found.Match(Some: texts => [texts.Column], None: () => OfTable(metadata)));

    private static ImmutableArray<Column> OfTable(IReadOnlyDictionary<string, string> metadata)
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
