using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Recipes;

/// <summary>
/// The characters that texts of a recipe may contain: printable ones and line breaks; no path, name or layer needs others.
/// </summary>
internal static class RecipeTexts
{
    private static readonly SearchValues<char> Unwritten = SearchValues.Create([
        .. Enumerable
            .Range(0, char.MaxValue + 1)
            .Select(code => (char)code)
            .Where(one => char.IsControl(one) && one is not ('\n' or '\r' or '\t')),
    ]);

    /// <summary>The first text with another character, and the character; null if there is none.</summary>
    public static string? Problem(JsonNode? value, string place = "$") =>
        value switch
        {
            JsonObject members => members
                .Select(member => Problem(member.Value, $"{place}.{member.Key}"))
                .FirstOrDefault(wrong => wrong is not null),
            JsonArray items => items
                .Select((one, i) => Problem(one, $"{place}[{i}]"))
                .FirstOrDefault(wrong => wrong is not null),
            not null when value.GetValueKind() == JsonValueKind.String => Problem(Text(value), place),
            _ => null,
        };

    private static string? Text(JsonNode value)
    {
        try
        {
            return (string?)value;
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            return null;
        }
    }

    private static string? Problem(string? text, string place)
    {
        if (text is null)
        {
            return $"{place} is no text in UTF-16";
        }

        var at = text.AsSpan().IndexOfAny(Unwritten);
        return at < 0 ? null : $"{place} has the character U+{(int)text[at]:X4}, which no text of a recipe needs";
    }
}
