using System.Numerics;

namespace FunctionalNet;

/// <summary>The limits of a tensor and of this process, and the errors beyond them.</summary>
internal static class Capacity
{
    /// <summary>
    /// The maximum number of elements of a tensor: that of an array, less the elements that alignment to a cache line skips.
    /// </summary>
    public const int MaxElements = int.MaxValue - 1023;

    private const int BytesOfFloat = 4;

    /// <summary>Gets the memory limit of this process in bytes, of the machine or of its container.</summary>
    public static long Bytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The number of elements of a shape, with free axes of size 1; any number above the limit if there are more.</summary>
    public static long Elements(Shape shape)
    {
        var count = 1L;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var size = shape[axis].IsKnown ? shape[axis].Size : 1;
            if (size == 0)
            {
                return 0;
            }

            count = count > int.MaxValue ? count : count * size;
        }

        return count;
    }

    /// <summary>The error for a shape with too many elements.</summary>
    public static ShapeException Exceeded(Shape shape, string rule)
    {
        var elements = shape.Where(dim => dim.IsKnown).Aggregate(BigInteger.One, (all, dim) => all * dim.Size);
        return new ShapeException(
            rule,
            FormattableString.Invariant(
                $"{shape} has {elements:N0} elements, which take {elements * BytesOfFloat:N0} bytes in float32; there are {Bytes:N0} bytes"
            ),
            FormattableString.Invariant($"make an axis smaller: a tensor has at most {MaxElements:N0} elements")
        );
    }

    /// <summary>The error for a number of bytes beyond the memory limit; null if it is within.</summary>
    public static string? Lacking(long bytes) =>
        bytes > Bytes ? FormattableString.Invariant($"{bytes:N0} bytes, and there are {Bytes:N0}") : null;
}
