using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>
/// Values of a recipe that are changed on the command line: <c>epochs=5</c>, <c>data.holdOut=0.3</c>, and arguments of its calls, as
/// <c>optimizer.rate=1e-3</c> or <c>model.Dropout.rate=0.2</c>.
/// </summary>
internal static class RecipeChanges
{
    // The keys of calls, and of paths. "text" is a path, but beside "csv" it is the name of a column.
    private static readonly string[] Calls = ["model", "loss", "optimizer"];
    private static readonly string[] Paths = ["folder", "csv", "inputs", "labels", "images", "text", "vocabulary"];

    /// <summary>Applies the changes to a recipe.</summary>
    /// <param name="recipe">The recipe, which is modified.</param>
    /// <param name="changes">The values, each as <c>PATH=VALUE</c>.</param>
    /// <param name="schema">The schema of recipes, which distinguishes texts from numbers.</param>
    public static Either<Error, JsonObject> Apply(JsonObject recipe, IEnumerable<string> changes, JsonNode schema)
    {
        var paths = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        return changes.Aggregate(
            Prelude.Right<Error, JsonObject>(recipe),
            (before, change) =>
                before.Bind(one =>
                    change.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at)
                        ? Error.New($"--set takes PATH=VALUE, as optimizer.rate=1e-3, not '{change}'")
                    : paths.Add(change[..at].Trim()) ? Set(one, change[..at].Trim(), change[(at + 1)..].Trim(), schema)
                    : Error.New($"--set {change[..at].Trim()} is given twice")
                )
        );
    }

    /// <summary>Resolves the paths of a recipe relative to its file.</summary>
    /// <param name="recipe">The recipe, which is modified.</param>
    /// <param name="file">Its file.</param>
    public static JsonObject Beside(JsonObject recipe, string file)
    {
        if (recipe["data"] is JsonObject data && Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            foreach (var key in Paths.Where(key => key != "text" || data["csv"] is null))
            {
                if (data[key] is JsonValue value && value.TryGetValue<string>(out var path) && path.Length > 0)
                {
                    data[key] = Path.Combine(folder, path);
                }
            }
        }

        return recipe;
    }

    private static Either<Error, JsonObject> Set(JsonObject recipe, string path, string value, JsonNode schema)
    {
        var names = path.Split('.');
        if (
            names.Length > 1
            && Calls.Contains(names[0], StringComparer.Ordinal)
            && recipe[names[0]] is JsonValue text
            && text.TryGetValue<string>(out var calls)
        )
        {
            return FunctionalNet
                .Calls.With(calls, string.Join('.', names[1..]), value)
                .MapLeft(error => Error.New($"--set {path}: {error.Message}"))
                .Map(changed => With(recipe, recipe, names[0], changed));
        }

        var (holder, place) = (recipe, schema);
        foreach (var name in names[..^1])
        {
            if (holder[name] is not (null or JsonObject))
            {
                return Error.New($"--set {path}: {name} has no parts");
            }

            holder[name] ??= new JsonObject();
            (holder, place) = (holder[name]!.AsObject(), place?["properties"]?[name]!);
        }

        return With(recipe, holder, names[^1], Read(value, place?["properties"]?[names[^1]]));
    }

    private static JsonObject With(JsonObject recipe, JsonObject holder, string name, JsonNode? value)
    {
        holder[name] = value;
        return recipe;
    }

    // A text by the schema is a text, even if it looks like a number.
    private static JsonNode? Read(string value, JsonNode? schema)
    {
        try
        {
            return Takes(schema, "string") ? value : JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static bool Takes(JsonNode? schema, string type) =>
        schema?["type"] switch
        {
            JsonArray several => several.Any(one => (string?)one == type),
            { } one => (string?)one == type,
            null => false,
        };
}
