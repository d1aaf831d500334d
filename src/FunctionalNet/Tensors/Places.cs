namespace FunctionalNet;

/// <summary>Selects indices of one axis of a tensor: one, as <c>2</c> or <c>^1</c>, or a range, as <c>1..3</c> or <c>..</c>.</summary>
/// <example><code>Tensor&lt;float> corner = predictions[..2, ^1];</code></example>
public readonly record struct Places
{
    private Places(Range range, bool isOne) => (Range, IsOne) = (range, isOne);

    /// <summary>Gets the range; for one index, a range of length 1.</summary>
    public Range Range { get; }

    /// <summary>Gets a value indicating whether it is one index, which removes the axis.</summary>
    public bool IsOne { get; }

    /// <summary>One index; a negative one counts from the end.</summary>
    public static implicit operator Places(int place) =>
        place < 0 ? new Index(-place, fromEnd: true) : new Index(place);

    /// <summary>One index.</summary>
    public static implicit operator Places(Index place) =>
        new(place.IsFromEnd ? place..new Index(place.Value - 1, fromEnd: true) : place..(place.Value + 1), isOne: true);

    /// <summary>A range.</summary>
    public static implicit operator Places(Range range) => new(range, isOne: false);

    /// <summary>The start and the number of indices on an axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axis is too short.</exception>
    internal (int Start, int Count) On(Shape shape, int axis)
    {
        var size = shape[axis].Size;
        var (start, end) = (Range.Start.GetOffset(size), Range.End.GetOffset(size));
        return start >= 0 && start <= end && end <= size
            ? (start, end - start)
            : throw new ArgumentOutOfRangeException(
                nameof(axis),
                $"{Range}",
                $"Axis {axis} of {shape} has the places 0 to {size - 1}."
            );
    }
}
