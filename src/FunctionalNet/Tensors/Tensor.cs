using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>An immutable array of numbers with a shape, in row-major order.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <example><code>var x = Tensor.Of(new Shape(2, 2), [1f, 2f, 3f, 4f]);</code></example>
public sealed unsafe partial class Tensor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A compact tensor has its elements in memory only while someone reads them, or for good once someone takes their address.
    private readonly WeakReference<PinnedMemory<T>>? read;
    private PinnedMemory<T>? memory;

    /// <summary>Initializes a new instance of the <see cref="Tensor{T}"/> class from a copy of its elements.</summary>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape.</exception>
    public Tensor(Shape shape, ReadOnlySpan<T> elements)
        : this(shape)
    {
        if (elements.Length != Length)
        {
            throw new ArgumentException(
                $"The shape {shape} has {Length} elements, but got {elements.Length}.",
                nameof(elements)
            );
        }

        elements.CopyTo(Writable);
    }

    internal Tensor(Shape shape)
    {
        Shape = shape;
        Length = shape.Size;
        memory = new PinnedMemory<T>(Length);
    }

    internal Tensor(Shape shape, CompactNumbers<T> compact)
    {
        (Shape, Length, Compact) = (shape, shape.Size, compact);
        read = new(null!);
    }

    /// <summary>Gets the shape.</summary>
    public Shape Shape { get; }

    /// <summary>Gets the number of elements.</summary>
    public int Length { get; }

    /// <summary>Gets the elements in row-major order.</summary>
    public ReadOnlySpan<T> Span => Writable;

    /// <summary>Gets the elements for the code that makes the tensor, before anyone else sees it.</summary>
    internal Span<T> Writable => (memory ?? Decoded()).Span;

    internal T* Pointer => (memory ?? Kept()).Pointer;

    /// <summary>Gets the elements in fewer bits; null if they are held in full.</summary>
    internal CompactNumbers<T>? Compact { get; }

    /// <summary>Gets the format that the elements are held in.</summary>
    internal WeightFormat Format => Compact?.Format ?? WeightFormat.Full;

    /// <summary>Gets the bytes that the elements take while nobody reads them.</summary>
    internal long Bytes => Compact?.Bytes ?? ((long)Length * sizeof(T));

    /// <summary>Gets an element by its index on each axis. With fewer numbers than axes it is no slice: <c>x[0, ..]</c> is.</summary>
    /// <exception cref="ArgumentException">There are more or fewer indices than axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside of its axis.</exception>
    /// <example><code>float score = predictions[3, -1]; // of [10, 4]; predictions[3, ..] and predictions.Row(3) are [4]</code></example>
    [OverloadResolutionPriority(1)]
    public T this[params ReadOnlySpan<int> index]
    {
        get
        {
            if (index.Length != Shape.Rank)
            {
                throw new ArgumentException(WrongCount(index), nameof(index));
            }

            var offset = 0;
            for (var axis = 0; axis < index.Length; axis++)
            {
                var size = Shape[axis].Size;
                var place = index[axis] < 0 ? index[axis] + size : index[axis];
                if ((uint)place >= (uint)size)
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(index),
                        index[axis],
                        $"Axis {axis} of {Shape} has no such index."
                    );
                }

                offset = (offset * size) + place;
            }

            return Span[offset];
        }
    }

    /// <summary>Gets an element by its index on each axis, for languages that pass no spans.</summary>
    public T this[params int[] index] => this[index.AsSpan()];

    /// <summary>The same elements under another shape.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public Tensor<T> Reshape(Shape shape) => new(shape, Span);

    /// <summary>The same elements under a shape of two axes or more, one of which may be -1: it is inferred from the others.</summary>
    /// <exception cref="ShapeException">The number of elements differs, or several sizes are -1.</exception>
    /// <example><code>Tensor&lt;float> pairs = predictions.Reshape(-1, 2); // [10, 4] to [20, 2]</code></example>
    public Tensor<T> Reshape(int first, int second, params int[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        int[] sizes = [first, second, .. others];
        var known = sizes.Where(size => size >= 0).Aggregate(1L, (product, size) => product * size);
        var inferred = known == 0 ? 0 : Length / known;
        long[] result = [.. sizes.Select(size => size == -1 ? inferred : size)];
        return
            sizes.Count(size => size < 0) <= 1
            && result.All(size => size >= 0)
            && result.Aggregate(1L, (product, size) => product * size) == Length
            ? Reshape(Shape.Of([.. result.Select(size => (int)size)]))
            : throw new ShapeException(
                nameof(Reshape),
                $"{Shape} has {Length} elements, which [{string.Join(", ", sizes)}] does not give",
                "give sizes with that product, one of which may be -1"
            );
    }

    /// <summary>Shape and elements in NumPy's format: of more than 1,000 elements the first and last three of each axis.</summary>
    public override string ToString() => TensorText.Of(this);

    private string WrongCount(ReadOnlySpan<int> index)
    {
        var count = $"{index.Length} {(index.Length == 1 ? "index" : "indices")} for the shape {Shape}.";
        return index.Length > Shape.Rank || index.IsEmpty
            ? $"{count} Repair: give {Shape.Rank}."
            : $"{count} Repair: for an element give {Shape.Rank}; for a slice write [{string.Join(", ", index.ToArray())}, ..]{(index.Length == 1 ? $" or Row({index[0]})" : string.Empty)}.";
    }

    private PinnedMemory<T> Kept() => Interlocked.CompareExchange(ref memory, Decoded(), comparand: null) ?? memory;

    private PinnedMemory<T> Decoded()
    {
        if (!read!.TryGetTarget(out var decoded))
        {
            decoded = new PinnedMemory<T>(Length, clear: false);
            Compact!.Read(0, decoded.Span);
            read.SetTarget(decoded);
        }

        return decoded;
    }
}

/// <summary>Makes tensors.</summary>
public static partial class Tensor
{
    /// <summary>A tensor from a copy of its elements in row-major order.</summary>
    public static Tensor<T> Of<T>(Shape shape, params ReadOnlySpan<T> elements)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(shape, elements);

    /// <inheritdoc cref="Of{T}(Shape, ReadOnlySpan{T})"/>
    public static Tensor<T> Of<T>(Shape shape, params T[] elements)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(shape, elements);

    /// <summary>A scalar.</summary>
    public static Tensor<T> Scalar<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Shape.Scalar, [value]);

    /// <summary>A vector from its elements.</summary>
    public static Tensor<T> Vector<T>(params ReadOnlySpan<T> elements)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Shape.Of(elements.Length), elements);

    /// <inheritdoc cref="Vector{T}(ReadOnlySpan{T})"/>
    public static Tensor<T> Vector<T>(params T[] elements)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Shape.Of(elements.Length), elements);

    /// <summary>A matrix from its rows.</summary>
    public static Tensor<T> Matrix<T>(T[,] rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Shape.Of(rows.GetLength(0), rows.GetLength(1)), rows.Cast<T>().ToArray());

    /// <summary>A copy of a tensor of System.Numerics.Tensors.</summary>
    public static Tensor<T> FromNumerics<T>(System.Numerics.Tensors.Tensor<T> other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(other);
        var elements = new T[checked((int)other.FlattenedLength)];
        other.FlattenTo(elements);
        return new(Shape.Of([.. other.Lengths.ToArray().Select(length => checked((int)length))]), elements);
    }

    /// <summary>Zeros.</summary>
    public static Tensor<T> Zeros<T>(Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(shape);
}
