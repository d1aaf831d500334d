using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionalNet;

/// <summary>Values of a configuration of adapters; one of another kind is a <see cref="FormatException"/> that names it.</summary>
internal static class AdapterConfigValues
{
    /// <summary>A property; null if there is none, or it is null.</summary>
    public static JsonElement? Found(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Whether a value is true in Python: it is not false, 0, or empty.</summary>
    public static bool IsSet(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.False => false,
            JsonValueKind.Number => !value.TryGetDouble(out var number) || number != 0,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value.EnumerateObject().Any(),
            JsonValueKind.String => value.GetString()!.Length > 0,
            _ => true,
        };

    /// <summary>Whether there is a property that is true in Python.</summary>
    public static bool IsSet(JsonElement json, string name) => Found(json, name) is { } value && IsSet(value);

    /// <summary>The elements of a list, or a value alone.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    /// <summary>A selection of modules: a list of names, or a string, which is a pattern of whole names.</summary>
    public static (ImmutableArray<string> Names, string Pattern) Selection(JsonElement json, string property)
    {
        if (Found(json, property) is not { ValueKind: JsonValueKind.String } text)
        {
            return (Names(json, property), string.Empty);
        }

        var pattern = text.GetString()!;
        ModuleNames.Check(property, pattern);
        return (
            [],
            pattern.Equals(AdapterConfig.AllLinear, StringComparison.OrdinalIgnoreCase)
                ? AdapterConfig.AllLinear
                : pattern
        );
    }

    /// <summary>The names of a list, or one name; none if there is no such property.</summary>
    public static ImmutableArray<string> Names(JsonElement json, string property) =>
        Found(json, property) is not { } names
            ? []
            :
            [
                .. Items(names)
                    .Select(name =>
                        name.ValueKind == JsonValueKind.String
                            ? name.GetString()!
                            : throw Wrong(property, name, "a name")
                    ),
            ];

    /// <summary>Numbers by patterns of names, in the order of the file.</summary>
    public static ImmutableArray<KeyValuePair<string, T>> Patterns<T>(
        JsonElement json,
        string property,
        Func<string, JsonElement, T> read
    )
    {
        if (Found(json, property) is not { } all)
        {
            return [];
        }

        if (all.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(property, all, "an object of names and numbers");
        }

        return [.. all.EnumerateObject().Select(Entry)];

        KeyValuePair<string, T> Entry(JsonProperty one)
        {
            ModuleNames.Check(property, one.Name);
            return KeyValuePair.Create(one.Name, read($"{property} of {one.Name}", one.Value));
        }
    }

    /// <summary>A whole number.</summary>
    public static int Whole(string property, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Wrong(property, value, "a whole number");

    /// <summary>A finite number.</summary>
    public static double Number(string property, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(property, value, "a number");

    /// <summary>A number above 0.</summary>
    public static T Positive<T>(string property, T number)
        where T : System.Numerics.INumber<T> =>
        number > T.Zero
            ? number
            : throw new FormatException(FormattableString.Invariant($"{property} is {number}, not above 0"));

    /// <summary>What is told of a value of another kind.</summary>
    public static FormatException Wrong(string property, JsonElement value, string asked)
    {
        const int max = 40;
        var text = value.GetRawText();
        return new($"{property} is {(text.Length > max ? $"{text[..max]}…" : text)}, not {asked}");
    }
}
