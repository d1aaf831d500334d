using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>The storage format of numbers in a file, little-endian.</summary>
/// <param name="Name">Its name in a safetensors header.</param>
/// <param name="Bytes">The bytes per number; 0 for a format that can be listed but not read.</param>
internal sealed record NumberFormat(string Name, int Bytes)
{
    private static readonly NumberFormat[] All =
    [
        new("F32", 4),
        new("F64", 8),
        new("F16", 2),
        new("BF16", 2),
        new("U8", 1),
        new("I8", 1),
        new("BOOL", 1),
        new("U16", 2),
        new("I16", 2),
        new("U32", 4),
        new("I32", 4),
        new("U64", 8),
        new("I64", 8),
    ];

    /// <summary>Gets the names of all that can be read.</summary>
    public static IEnumerable<string> Names => All.Select(format => format.Name);

    /// <summary>The format with a name.</summary>
    public static NumberFormat Named(string name) =>
        Array.Find(All, format => string.Equals(format.Name, name, StringComparison.Ordinal)) ?? new(name, 0);

    /// <summary>The format that holds a number type exactly.</summary>
    public static NumberFormat Of<T>() => typeof(T) == typeof(double) ? All[1] : All[0];

    /// <summary>Converts numbers of this format to an executor's number type.</summary>
    public void Convert<T>(ReadOnlySpan<byte> from, Span<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Copied, so that the bits of a NaN are preserved.
        if (this == Of<T>())
        {
            from.CopyTo(MemoryMarshal.AsBytes(to));
            return;
        }

        switch (Name)
        {
            case "F32":
                Convert<float, T>(from, to);
                break;
            case "F64":
                Convert<double, T>(from, to);
                break;
            case "F16":
                Convert<Half, T>(from, to);
                break;
            case "U8":
                Convert<byte, T>(from, to);
                break;
            case "BOOL":
                for (var i = 0; i < from.Length; i++)
                {
                    to[i] = from[i] == 0 ? T.Zero : T.One;
                }

                break;
            case "I8":
                Convert<sbyte, T>(from, to);
                break;
            case "U16":
                Convert<ushort, T>(from, to);
                break;
            case "I16":
                Convert<short, T>(from, to);
                break;
            case "U32":
                Convert<uint, T>(from, to);
                break;
            case "I32":
                Convert<int, T>(from, to);
                break;
            case "U64":
                Convert<ulong, T>(from, to);
                break;
            case "I64":
                Convert<long, T>(from, to);
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

    /// <summary>Swaps the byte order of numbers of this format in place.</summary>
    public void Reverse(Span<byte> numbers)
    {
        for (var i = 0; Bytes > 1 && i < numbers.Length; i += Bytes)
        {
            numbers.Slice(i, Bytes).Reverse();
        }
    }

    /// <summary>A whole number of this format in digits, of which none is lost; null for another format.</summary>
    public string? Digits(ReadOnlySpan<byte> number) =>
        Name switch
        {
            "U8" => Digits<byte>(number),
            "I8" => Digits<sbyte>(number),
            "U16" => Digits<ushort>(number),
            "I16" => Digits<short>(number),
            "U32" => Digits<uint>(number),
            "I32" => Digits<int>(number),
            "U64" => Digits<ulong>(number),
            "I64" => Digits<long>(number),
            _ => null,
        };

    private static string Digits<T>(ReadOnlySpan<byte> number)
        where T : unmanaged, IBinaryInteger<T> =>
        MemoryMarshal.Read<T>(number).ToString(null, CultureInfo.InvariantCulture);

    private static void Convert<TFrom, T>(ReadOnlySpan<byte> from, Span<T> to)
        where TFrom : unmanaged, INumber<TFrom>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, TFrom>(from), to);
}
