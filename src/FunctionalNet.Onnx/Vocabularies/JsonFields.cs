using System.Text.Json;

namespace FunctionalNet.Vocabularies;

/// <summary>Fields of JSON objects. One of a wrong kind is a <see cref="FormatException"/> that names it.</summary>
internal static class JsonFields
{
    /// <summary>The error for what a file may hold and is not read.</summary>
    /// <param name="what">The part, as "the normalizer 'Nmt'".</param>
    public static NotSupportedException NotSupported(string what) => new($"{what} is not supported");

    /// <summary>A field, or nothing if it is absent or null.</summary>
    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var part)
        && part.ValueKind != JsonValueKind.Null
            ? part
            : null;

    /// <summary>A field that must be there.</summary>
    public static JsonElement Part(this JsonElement element, string name) =>
        element.Optional(name) ?? throw new FormatException($"it has no '{name}' where one belongs");

    /// <summary>The value of the field <c>type</c>; empty if there is none.</summary>
    public static string Kind(this JsonElement element) => element.Optional("type")?.GetString() ?? string.Empty;

    /// <summary>A text that must be there.</summary>
    public static string Text(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new FormatException($"its '{name}' is no text");

    /// <summary>A yes or no, or nothing if the field is absent or null.</summary>
    public static bool? Flag(this JsonElement element, string name) =>
        element.Optional(name)?.ValueKind switch
        {
            null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new FormatException($"its '{name}' is neither true nor false"),
        };

    /// <summary>The number of a token.</summary>
    public static int Number(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number is >= 0 and < 1 << 30
            ? number
            : throw new FormatException($"'{element}' is no number of a token");

    /// <summary>The elements of an array; none if the field is absent or null.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Optional(name)?.EnumerateArray() ?? Enumerable.Empty<JsonElement>();
}
