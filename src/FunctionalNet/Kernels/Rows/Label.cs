using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>The class that a label names.</summary>
internal static class Label
{
    /// <summary>Returned for the label that does not count.</summary>
    public const int Ignored = -1;

    /// <summary>Returned for a number that is no label.</summary>
    public const int None = -2;

    /// <summary>The class from 0, <see cref="Ignored"/> for the label that does not count, <see cref="None"/> for all else, NaN included.</summary>
    /// <param name="value">The number.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="ignore">The label that does not count; null where each does.</param>
    public static int Of<T>(T value, int classes, int? ignore)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Of NaN it is 0, of what is too large the nearest that there is: neither is what came.
        var place = int.CreateTruncating(value);
        return T.CreateTruncating(place) != value ? None
            : place == ignore ? Ignored
            : (uint)place < (uint)classes ? place
            : None;
    }
}
