using System.Collections.Immutable;
using FunctionalNet.Schemas;

namespace FunctionalNet.Conformance.Differential;

/// <summary>How a node of an operator is drawn: the name of its first result, or null where it cannot be.</summary>
internal delegate string? Draw(Sketch sketch, OperatorSchema schema);

/// <summary>The operators that are drawn from nothing but their schema and what is known of their shapes.</summary>
internal static class Families
{
    /// <summary>Gets all of them by name.</summary>
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

    /// <summary>Several operators that are drawn alike.</summary>
    public static IEnumerable<(string Name, Draw Draw)> Each(string names, Draw draw) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => (name, draw));
}
