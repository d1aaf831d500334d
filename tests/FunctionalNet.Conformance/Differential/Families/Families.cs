using System.Collections.Immutable;
using FunctionalNet.Schemas;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Draws a random node of an operator: the name of its first output, or null if no valid node can be drawn.</summary>
internal delegate string? Draw(Sketch sketch, OperatorSchema schema);

/// <summary>The operators that are drawn, grouped by their rules for shapes.</summary>
internal static class Families
{
    /// <summary>Gets all operators by name.</summary>
    public static ImmutableArray<(string Name, Draw Draw)> All { get; } =
    [
        .. Elementwise.All,
        .. Reductions.All,
        .. Windowed.All,
        .. Products.All,
        .. Normalizations.All,
        .. Moving.All,
        .. Indexing.All,
        .. Making.All,
        .. Recurrent.All,
        .. Quantized.All,
        .. Flow.All,
    ];

    /// <summary>Several operators with the same rules.</summary>
    public static IEnumerable<(string Name, Draw Draw)> Each(string names, Draw draw) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => (name, draw));
}
