using System.Numerics;

namespace FunctionalNet.Export;

/// <summary>Numbers of 16 bits.</summary>
internal static class Halves
{
    /// <summary>The upper half of a float32, rounded to the nearest, halves to even.</summary>
    public static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);

        // Rounding could carry a NaN to an infinity.
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | 0x40)
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The float32 that it is the upper half of.</summary>
    public static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>A tensor as it is after it lay in the type in which weights lie.</summary>
    /// <exception cref="InvalidOperationException">A finite number is too large for the type.</exception>
    public static Tensor<T> Round<T>(string path, Tensor<T> tensor, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (precision is not (Precision.Float16 or Precision.BFloat16))
        {
            return tensor;
        }

        var values = tensor.Span.ToArray();
        foreach (ref var value in values.AsSpan())
        {
            var rounded =
                precision == Precision.Float16
                    ? T.CreateChecked(Half.CreateSaturating(value))
                    : T.CreateChecked(FromBFloat16(ToBFloat16(float.CreateSaturating(value))));
            value =
                T.IsFinite(value) && !T.IsFinite(rounded)
                    ? throw new InvalidOperationException(
                        $"'{path}' holds {value}, which is too large for {precision}: choose Float32"
                    )
                    : rounded;
        }

        return Tensor.Of(tensor.Shape, values);
    }
}
