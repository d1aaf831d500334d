using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionalNet;

/// <summary>The metadata entries that this library writes and reads.</summary>
internal static class OnnxMetadata
{
    public const string RecipeKey = "recipe";
    public const string LabelsKey = "labels";

    /// <summary>The entry of class labels.</summary>
    public static string Labels(IReadOnlyList<string> labels) => JsonSerializer.Serialize(labels);

    /// <summary>The class labels among metadata; none where there is no such entry, or a stranger's of another form.</summary>
    public static ImmutableArray<string> Labels(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            return metadata.TryGetValue(LabelsKey, out var json)
                ? [.. JsonSerializer.Deserialize<string[]>(json) ?? []]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
