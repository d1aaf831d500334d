using System.Collections;
using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Ordered integers, compared by value: the axes, sizes and permutations of operators.</summary>
internal sealed class Ints(params ReadOnlySpan<int> values) : IReadOnlyList<int>, IEquatable<Ints>
{
    private readonly ImmutableArray<int> values = [.. values];

    public int Count => values.Length;

    public ReadOnlySpan<int> Span => values.AsSpan();

    public int this[int index] => values[index];

    public static implicit operator Ints(int[] values) => new(values);

    /// <summary>As ONNX stores them in an attribute.</summary>
    public long[] ToLongs() => [.. values.Select(v => (long)v)];

    public bool Equals(Ints? other) => other is not null && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as Ints);

    public override int GetHashCode() => values.Aggregate(values.Length, HashCode.Combine);

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)values).GetEnumerator();

    public override string ToString() => $"({string.Join(", ", values)})";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
