using System.Collections;
using System.Runtime.CompilerServices;

namespace FunctionalNet;

/// <summary>Axes by their index, where -1 is the last: <c>-1</c>, <c>[1, 2]</c>. None means all axes. Compared by value.</summary>
/// <example><code>Expr mean = image.ReduceMean([2, 3]), largest = scores.ReduceMax(-1);</code></example>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public sealed class Axes : IReadOnlyList<int>, IEquatable<Axes>
{
    private readonly Ints values;

    /// <summary>Initializes a new instance of the <see cref="Axes"/> class.</summary>
    public Axes(params int[] axes) => values = new(axes);

    /// <inheritdoc/>
    public int Count => values.Count;

    internal ReadOnlySpan<int> Span => values.Span;

    /// <inheritdoc/>
    public int this[int index] => values[index];

    /// <summary>One axis.</summary>
    public static implicit operator Axes(int axis) => new([axis]);

    /// <summary>Several axes.</summary>
    public static implicit operator Axes(int[] axes) => new(axes);

    /// <summary>Several axes.</summary>
    public static implicit operator Axes(ReadOnlySpan<int> axes) => Create(axes);

    /// <summary>Several axes: the target of <c>[1, 2]</c>.</summary>
    public static Axes Create(ReadOnlySpan<int> axes) => new(axes.ToArray());

    /// <inheritdoc/>
    public bool Equals(Axes? other) => other is not null && values.Equals(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Axes);

    /// <inheritdoc/>
    public override int GetHashCode() => values.GetHashCode();

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => values.GetEnumerator();

    /// <summary>The axes in brackets.</summary>
    public override string ToString() => values.ToString();

    /// <summary>The indices of axes in a shape, in order; of all axes if none are given.</summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    internal static Ints In(Shape shape, Axes? axes, string rule)
    {
        if (axes is null or { Count: 0 })
        {
            return new([.. Enumerable.Range(0, shape.Rank)]);
        }

        int[] places = [.. axes.Select(axis => shape.Axis(axis, rule)).Order()];
        return places.Distinct().Count() == places.Length
            ? new(places)
            : throw new ShapeException(rule, $"the axes {axes} of {shape} name one axis twice", "name each axis once");
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
