using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The bit representation of a type in a file.</summary>
/// <param name="Code">Its number in ONNX, TensorProto.DataType.</param>
/// <param name="Bits">The bits per element.</param>
/// <param name="Element">The element type of an expression of it.</param>
internal sealed record BitForm(long Code, int Bits, ElementType Element)
{
    private const long Single = 1;
    private const long Half = 10;
    private const long Double = 11;
    private const long BrainFloat = 16;

    private static readonly long[] Signed = [3, 5, 6, 7, 22, 26];

    /// <summary>Gets all types with a known representation.</summary>
    public static IReadOnlyList<BitForm> All { get; } =
    [
        new(Single, 32, ElementType.Float),
        new(2, 8, ElementType.Int64),
        new(3, 8, ElementType.Int64),
        new(4, 16, ElementType.Int64),
        new(5, 16, ElementType.Int64),
        new(6, 32, ElementType.Int64),
        new(7, 64, ElementType.Int64),
        new(9, 8, ElementType.Bool),
        new(Half, 16, ElementType.Float),
        new(Double, 64, ElementType.Float),
        new(12, 32, ElementType.Int64),
        new(13, 64, ElementType.Int64),
        new(BrainFloat, 16, ElementType.Float),
        new(21, 4, ElementType.Int64),
        new(22, 4, ElementType.Int64),
        new(25, 2, ElementType.Int64),
        new(26, 2, ElementType.Int64),
        .. SmallFloat.All.Select(type => new BitForm(type.Code, type.Bits, ElementType.Float)),
    ];

    /// <summary>The type with a number in ONNX, or null.</summary>
    public static BitForm? Of(long code) => All.FirstOrDefault(form => form.Code == code);

    /// <summary>The bits of an element, in the low bits.</summary>
    public ulong BitsOf<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Code switch
        {
            Single => BitConverter.SingleToUInt32Bits(float.CreateTruncating(x)),
            Half => BitConverter.HalfToUInt16Bits(System.Half.CreateTruncating(x)),
            Double => BitConverter.DoubleToUInt64Bits(double.CreateTruncating(x)),
            BrainFloat => BitConverter.SingleToUInt32Bits(float.CreateTruncating(x)) >> 16,
            _ when SmallFloat.Of(Code) is { } small => Search(small, double.CreateTruncating(x)),
            _ => (ulong)long.CreateSaturating(x) & (ulong.MaxValue >> (64 - Bits)),
        };

    /// <summary>The element with given bits.</summary>
    /// <exception cref="InexactNumberException">The number type does not hold it.</exception>
    public T Value<T>(ulong bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Code switch
        {
            Single => T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)bits)),
            Half => T.CreateTruncating(Float16.Value((ushort)bits)),
            Double => T.CreateTruncating(BitConverter.UInt64BitsToDouble(bits)),
            BrainFloat => T.CreateTruncating(BFloat16.Value((ushort)bits)),
            _ when SmallFloat.Of(Code) is { } small => T.CreateTruncating(small.Value((int)bits)),
            _ when Element == ElementType.Bool => bits == 0 ? T.Zero : T.One,
            _ => WholeNumbers.FromInteger<T>(
                Signed.Contains(Code) ? (long)(bits << (64 - Bits)) >> (64 - Bits) : (Int128)bits
            ),
        };

    private static ulong Search(SmallFloat type, double x) =>
        (ulong)
            Enumerable
                .Range(0, 1 << type.Bits)
                .First(bits =>
                    type.Value(bits) is var value
                    && value.Equals(x)
                    && (double.IsNaN(x) || double.IsNegative(value) == double.IsNegative(x))
                );
}
