using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>How a file stores numbers, little-endian.</summary>
/// <param name="Name">What a safetensors header calls it.</param>
/// <param name="Bytes">The bytes of a number.</param>
internal sealed record NumberFormat(string Name, int Bytes)
{
    private static readonly NumberFormat[] All = [new("F32", 4), new("F64", 8), new("F16", 2), new("BF16", 2)];

    /// <summary>The format of a name; null for one that holds no real numbers.</summary>
    public static NumberFormat? Named(string name) =>
        Array.Find(All, format => string.Equals(format.Name, name, StringComparison.Ordinal));

    /// <summary>The format that holds a number type exactly.</summary>
    public static NumberFormat Of<T>() => typeof(T) == typeof(double) ? All[1] : All[0];

    /// <summary>Numbers of this format as those of an executor.</summary>
    public void Convert<T>(ReadOnlySpan<byte> from, Span<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // As they are, so that not a bit of a NaN changes.
        if (this == Of<T>())
        {
            from.CopyTo(MemoryMarshal.AsBytes(to));
            return;
        }

        switch (Name)
        {
            case "F32":
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, float>(from), to);
                break;
            case "F64":
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(from), to);
                break;
            case "F16":
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, Half>(from), to);
                break;
            default:
                var bits = MemoryMarshal.Cast<byte, ushort>(from);
                for (var i = 0; i < bits.Length; i++)
                {
                    to[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)bits[i] << 16));
                }

                break;
        }
    }
}
