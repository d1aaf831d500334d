using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>Converts numbers to class indices.</summary>
internal static class Label
{
    /// <summary>Returned for the ignored label.</summary>
    public const int Ignored = -1;

    /// <summary>Returned for a number that is not a label.</summary>
    public const int None = -2;

    /// <summary>The class from 0, <see cref="Ignored"/> for the ignored label, <see cref="None"/> for all else, including NaN.</summary>
    /// <param name="value">The number.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="ignore">The label to ignore; null for none.</param>
    public static int Of<T>(T value, int classes, int? ignore)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // NaN converts to 0, and out-of-range values saturate: neither compares equal to the original.
        var place = int.CreateTruncating(value);
        return T.CreateTruncating(place) != value ? None
            : place == ignore ? Ignored
            : (uint)place < (uint)classes ? place
            : None;
    }
}
