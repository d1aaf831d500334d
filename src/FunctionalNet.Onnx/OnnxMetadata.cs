using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionalNet;

/// <summary>The metadata entries that this library writes and reads.</summary>
internal static partial class OnnxMetadata
{
    public const string RecipeKey = "recipe";
    public const string LabelsKey = "labels";
    public const string ContextKey = "context";

    /// <summary>The entry of class labels.</summary>
    public static string Labels(IReadOnlyList<string> labels) =>
        JsonSerializer.Serialize([.. labels], Texts.Default.StringArray);

    /// <summary>The class labels in the metadata; none if there is no such entry, or a foreign one of another form.</summary>
    public static ImmutableArray<string> Labels(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            return metadata.TryGetValue(LabelsKey, out var json)
                ? [.. JsonSerializer.Deserialize(json, Texts.Default.StringArray) ?? []]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // Without reflection, so that trimmed programs write labels too.
    [JsonSerializable(typeof(string[]))]
    private sealed partial class Texts : JsonSerializerContext;
}
