using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>Where an element lies.</summary>
internal static class Indexing
{
    /// <summary>The place on an axis that an index names, where -1 is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axis has no such place.</exception>
    public static int Place<T>(T index, int size, string rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var place = int.CreateTruncating(index);
        place += place < 0 ? size : 0;
        return (uint)place < (uint)size ? place : throw OutOfRange(index, size, rule);
    }

    /// <summary>The distance in elements between neighbours on each axis of a row-major shape.</summary>
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
            $"{rule}: the axis has {size} places, so that indices go from {-size} to {size - 1}."
        );
}
