using System.Numerics;

namespace FunctionalNet;

/// <summary>What a tensor and this process can hold, and the words for what is more.</summary>
internal static class Capacity
{
    /// <summary>The elements of a tensor: an array has no more, and the first are left out where it begins at a cache line.</summary>
    public const int MaxElements = int.MaxValue - 1023;

    private const int BytesOfFloat = 4;

    /// <summary>Gets how many bytes this process can have, of the machine or of its container.</summary>
    public static long Bytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The elements of a shape, free axes counted as one place; any number above the bound where there are more.</summary>
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

    /// <summary>That a shape has more elements than there can be.</summary>
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

    /// <summary>That a number of bytes is more than this process can have, in words; null if it is not.</summary>
    public static string? Lacking(long bytes) =>
        bytes > Bytes ? FormattableString.Invariant($"{bytes:N0} bytes, and there are {Bytes:N0}") : null;
}
