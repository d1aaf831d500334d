using System.Numerics;

namespace FunctionalNet;

/// <summary>Describes the differences between a file and a model.</summary>
internal static class Differences
{
    /// <summary>Which tensors a file lacks or has in other shapes; null if none.</summary>
    /// <param name="wanted">The required tensors.</param>
    /// <param name="found">The tensors of the file.</param>
    /// <param name="isWhole">Whether additional tensors are differences, too.</param>
    public static string? Of<T>(
        IEnumerable<(string Path, Shape Shape)> wanted,
        IReadOnlyDictionary<string, Tensor<T>> found,
        bool isWhole = false
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shapes = wanted.ToDictionary(value => value.Path, value => value.Shape, StringComparer.Ordinal);
        string[] differences =
        [
            .. shapes
                .Where(value => found.TryGetValue(value.Key, out var other) && other.Shape != value.Value)
                .Select(value => $"{value.Key} is {value.Value} in the model and {found[value.Key].Shape} in the file"),
            .. shapes
                .Where(value => !found.ContainsKey(value.Key))
                .Select(value => $"the file has no {value.Key} {value.Value}"),
            .. found
                .Where(value => isWhole && !shapes.ContainsKey(value.Key))
                .Select(value => $"the model has no {value.Key} {value.Value.Shape}"),
        ];
        return differences.Length == 0 ? null : Listing.Of(differences, "; ");
    }
}
