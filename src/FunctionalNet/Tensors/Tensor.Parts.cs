using System.Numerics;

namespace FunctionalNet;

/// <content>Indexing, slicing and conversion.</content>
public sealed unsafe partial class Tensor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Gets a slice: for each of the first axes an index, which removes the axis, or a range; the other axes are whole. A copy.
    /// </summary>
    /// <exception cref="ArgumentException">There are more indices than axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside of its axis.</exception>
    /// <example><code>
    /// Tensor&lt;float> rows = predictions[1..3];     // [10, 4] to [2, 4]
    /// Tensor&lt;float> column = predictions[.., ^1]; // [10, 4] to [10]
    /// </code></example>
    public Tensor<T> this[params TensorIndex[] indices]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(indices);
            if (indices.Length > Shape.Rank)
            {
                throw new ArgumentException($"{indices.Length} indices for the shape {Shape}.", nameof(indices));
            }

            var cut = new (int Start, int Count)[indices.Length];
            for (var axis = 0; axis < indices.Length; axis++)
            {
                cut[axis] = indices[axis].On(Shape, axis);
            }

            Dim[] kept = [.. cut.Where((_, axis) => !indices[axis].IsOne).Select(part => (Dim)part.Count)];
            var part = new Tensor<T>(new Shape(kept).Append(Shape[indices.Length..]));
            Copy(cut, 0, 0, part.Writable);
            return part;
        }
    }

    /// <summary>A slice of the first axis, such as a sample of a batch: [n, ...] to [...]; a negative index counts from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside of the axis.</exception>
    /// <example><code>Tensor&lt;float> third = predictions.Row(2); // [100, 10] to [10]</code></example>
    public Tensor<T> Row(int place) => this[(TensorIndex)place];

    /// <summary>
    /// The indices of the largest elements along an axis, in row-major order of the others: [n, classes] to n labels. Of equal elements the
    /// first; NaN counts as the largest, as in NumPy.
    /// </summary>
    /// <param name="axis">The axis, counted from the end if negative.</param>
    /// <exception cref="ShapeException">There is no such axis, or it is empty.</exception>
    /// <example><code>int[] labels = trained.Model.Predict(test.Inputs).ArgMax();</code></example>
    public int[] ArgMax(int axis = -1)
    {
        var place = Shape.Axis(axis, nameof(ArgMax));
        var (size, inner) = (Shape[place].Size, Shape[(place + 1)..].Size);
        if (size == 0)
        {
            throw new ShapeException(
                nameof(ArgMax),
                $"axis {axis} of {Shape} is empty",
                "give an axis of one element at least"
            );
        }

        var largest = new int[Shape[..place].Size * inner];
        for (var i = 0; i < largest.Length; i++)
        {
            var (outer, at) = Math.DivRem(i, inner);
            var start = (outer * size * inner) + at;
            for (var k = 1; k < size; k++)
            {
                var (best, next) = (Span[start + (largest[i] * inner)], Span[start + (k * inner)]);
                largest[i] = next > best || (T.IsNaN(next) && !T.IsNaN(best)) ? k : largest[i];
            }
        }

        return largest;
    }

    /// <summary>A copy of the elements in row-major order.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <summary>A copy of a matrix as an array of two axes; <see cref="Tensor.Matrix"/> is the inverse.</summary>
    /// <exception cref="ShapeException">It has another number of axes.</exception>
    /// <example><code>float[,] table = predictions.ToArray2D();</code></example>
    public T[,] ToArray2D()
    {
        if (Shape.Rank != 2)
        {
            throw new ShapeException(nameof(ToArray2D), $"{Shape} is no matrix", "bring it to two axes by Reshape");
        }

        var array = new T[Shape[0].Size, Shape[1].Size];
        for (var i = 0; i < Length; i++)
        {
            array[i / Shape[1].Size, i % Shape[1].Size] = Span[i];
        }

        return array;
    }

    /// <summary>A copy as a tensor of System.Numerics.Tensors; <see cref="Tensor.FromNumerics"/> is the inverse.</summary>
    /// <example><code>System.Numerics.Tensors.Tensor&lt;float> other = predictions.ToNumerics();</code></example>
    public System.Numerics.Tensors.Tensor<T> ToNumerics() =>
        System.Numerics.Tensors.Tensor.Create(ToArray(), [.. Shape.Sizes().Select(size => (nint)size)]);

    // Recurses over the sliced axes; the elements of the axes after them are contiguous.
    private void Copy((int Start, int Count)[] cut, int axis, int offset, Span<T> to)
    {
        if (axis == cut.Length)
        {
            Span.Slice(offset, to.Length).CopyTo(to);
            return;
        }

        var inner = Shape[(axis + 1)..].Size;
        var (start, count) = cut[axis];
        for (var i = 0; i < count; i++)
        {
            var size = to.Length / count;
            Copy(cut, axis + 1, offset + ((start + i) * inner), to.Slice(i * size, size));
        }
    }
}
