using System.Numerics;

namespace FunctionalNet;

/// <summary>Concatenation of tensors along an axis.</summary>
internal static class TensorParts
{
    /// <summary>The axis, counted from the start, along which tensors of these shapes can be concatenated; null if they cannot.</summary>
    public static int? Axis(int axis, params IReadOnlyList<Shape> shapes)
    {
        var rank = shapes[0].Rank;
        var place = axis < 0 ? axis + rank : axis;
        return
            place >= 0
            && place < rank
            && shapes.All(shape => shape.Rank == rank && shape.With(place, 1) == shapes[0].With(place, 1))
            ? place
            : null;
    }

    /// <summary>Concatenates tensors.</summary>
    public static Tensor<T> Join<T>(int axis, IReadOnlyList<Tensor<T>> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var whole = new Tensor<T>(parts[0].Shape.With(axis, parts.Sum(part => part.Shape[axis].Size)));
        var (row, offset) = (Row(whole.Shape, axis), 0);
        foreach (var part in parts)
        {
            var width = Row(part.Shape, axis);
            for (var i = 0; i * row < whole.Length; i++)
            {
                part.Span.Slice(i * width, width).CopyTo(whole.Writable[((i * row) + offset)..]);
            }

            offset += width;
        }

        return whole;
    }

    /// <summary>Splits a tensor into parts of these sizes, whose sum is the size of the axis.</summary>
    public static IEnumerable<Tensor<T>> Split<T>(Tensor<T> whole, int axis, IReadOnlyList<int> sizes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (row, offset) = (Row(whole.Shape, axis), 0);
        foreach (var size in sizes)
        {
            if (sizes.Count == 1)
            {
                yield return whole;
                yield break;
            }

            var part = new Tensor<T>(whole.Shape.With(axis, size));
            var width = Row(part.Shape, axis);
            for (var i = 0; i * row < whole.Length; i++)
            {
                whole.Span.Slice((i * row) + offset, width).CopyTo(part.Writable[(i * width)..]);
            }

            offset += width;
            yield return part;
        }
    }

    // The number of elements per index of the axes before.
    private static int Row(Shape shape, int axis) => shape[axis..].Size;
}
