namespace FunctionalNet;

/// <summary>Selects indices of one axis of a tensor: one, as <c>2</c> or <c>^1</c>, or a range, as <c>1..3</c> or <c>..</c>.</summary>
/// <example><code>Tensor&lt;float> corner = predictions[..2, ^1];</code></example>
public readonly record struct TensorIndex
{
    private TensorIndex(Range range, bool isOne) => (Range, IsOne) = (range, isOne);

    /// <summary>Gets the range; for one index, a range of length 1.</summary>
    public Range Range { get; }

    /// <summary>Gets a value indicating whether it is one index, which removes the axis.</summary>
    public bool IsOne { get; }

    /// <summary>One index; a negative one counts from the end.</summary>
    public static implicit operator TensorIndex(int index) =>
        index < 0 ? new Index(-index, fromEnd: true) : new Index(index);

    /// <summary>One index.</summary>
    public static implicit operator TensorIndex(Index index) =>
        new(index.IsFromEnd ? index..new Index(index.Value - 1, fromEnd: true) : index..(index.Value + 1), isOne: true);

    /// <summary>A range.</summary>
    public static implicit operator TensorIndex(Range range) => new(range, isOne: false);

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
                $"Axis {axis} of {shape} has the indices 0 to {size - 1}."
            );
    }
}
