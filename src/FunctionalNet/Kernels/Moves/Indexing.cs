using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>Indices and strides.</summary>
internal static class Indexing
{
    /// <summary>The index on an axis, where -1 is the last, normalized.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public static int Place<T>(T index, int size, string rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var place = int.CreateTruncating(index);
        place += place < 0 ? size : 0;
        return (uint)place < (uint)size ? place : throw OutOfRange(index, size, rule);
    }

    /// <summary>The strides of a row-major shape, in elements.</summary>
    public static void Strides(ReadOnlySpan<int> sizes, Span<int> strides)
    {
        var stride = 1;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
    }

    private static ArgumentOutOfRangeException OutOfRange<T>(T index, int size, string rule) =>
        new(
            nameof(index),
            index,
            $"{rule}: the axis has {size} elements, so that indices go from {-size} to {size - 1}."
        );
}
