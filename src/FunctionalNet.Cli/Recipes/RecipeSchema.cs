using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The JSON schema of recipe files, and its validation.</summary>
internal static class RecipeSchema
{
    private static readonly JsonSchemaExporterOptions Strict = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>The schema.</summary>
    public static JsonNode Of(JsonSerializerOptions options)
    {
        var schema = options.GetJsonSchemaAsNode(typeof(Recipe), Strict).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "A recipe of fnet train");
        return schema;
    }

    /// <summary>The first value that violates the schema, and what is allowed there; null if there is none.</summary>
    public static string? Problem(JsonNode? value, JsonNode schema, string place = "$")
    {
        string[] types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(one => (string)one!)],
            { } one => [(string)one!],
            null => [],
        };
        var kind = Kind(value);
        if (!types.Contains(kind, StringComparer.Ordinal) && !(kind is "integer" && types.Contains("number")))
        {
            return $"{place} is {value?.ToJsonString() ?? "null"}, not of the type {string.Join(" or ", types)}";
        }

        return value switch
        {
            JsonObject members => Problem(members, schema, place),
            JsonArray items when schema["items"] is { } item => items
                .Select((one, i) => Problem(one, item, $"{place}[{i}]"))
                .FirstOrDefault(wrong => wrong is not null),
            _ => null,
        };
    }

    private static string? Problem(JsonObject members, JsonNode schema, string place)
    {
        var known = schema["properties"]!.AsObject();
        var required = schema["required"]?.AsArray().Select(name => (string)name!) ?? [];
        var unknown = members.Select(member => member.Key).FirstOrDefault(name => !known.ContainsKey(name));
        var absent = required.FirstOrDefault(name => !members.ContainsKey(name));
        return unknown is not null
                ? $"{place} has the unknown key {unknown}; there are {string.Join(", ", known.Select(one => one.Key))}{Suggestion.After(unknown, known.Select(one => one.Key))}"
            : absent is not null ? $"{place} lacks the key {absent}"
            : members
                .Select(member => Problem(member.Value, known[member.Key]!, $"{place}.{member.Key}"))
                .FirstOrDefault(wrong => wrong is not null);
    }

    private static string Kind(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => value.AsValue().TryGetValue<int>(out _) ? "integer" : "number",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            _ => "null",
        };
}
