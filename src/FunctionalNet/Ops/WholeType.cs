using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A type of whole numbers in a file, which an expression holds as <see cref="ElementType.Int64"/>.</summary>
/// <param name="Code">Its number in ONNX, TensorProto.DataType.</param>
/// <param name="Bits">How many bits it has: 8, 16, 32, or 64 if it has no sign.</param>
/// <param name="IsSigned">Whether one of them is the sign.</param>
internal readonly record struct WholeType(long Code, int Bits, bool IsSigned)
{
    private const double Beyond31 = 1L << 31;
    private const double Beyond63 = 9223372036854775808.0;

    /// <summary>Gets the smallest number.</summary>
    public double Min => IsSigned ? -Math.ScaleB(1, Bits - 1) : 0;

    /// <summary>Gets the largest number, which float64 rounds to the power of 2 above it where it has 64 bits.</summary>
    public double Largest => Math.ScaleB(1, IsSigned ? Bits - 1 : Bits) - 1;

    /// <summary>Whether another type has all the numbers of this one.</summary>
    public bool FitsInto(WholeType other) =>
        IsSigned == other.IsSigned ? Bits <= other.Bits : other.IsSigned && Bits < other.Bits;

    /// <summary>The lowest bits of a whole number, as the type reads them.</summary>
    /// <exception cref="InexactNumberException">An executor does not hold the result.</exception>
    public T Wrap<T>(long value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WholeNumbers.FromInteger<T>(
            IsSigned ? value << (64 - Bits) >> (64 - Bits) : (Int128)((ulong)value << (64 - Bits) >> (64 - Bits))
        );

    /// <summary>The same of a number that is not of a type of whole numbers: what processors make of it.</summary>
    public T Convert<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // They convert to 32 bits with a sign, or to 64 where that is not enough, and keep the lowest bits. What does not fit becomes
        // the least number, whose lowest bits are 0.
        var beyond = T.CreateChecked(Bits < 32 || (Bits == 32 && IsSigned) ? Beyond31 : Beyond63);
        return value >= -beyond && value < beyond ? Wrap<T>(long.CreateChecked(value))
            : Bits == 32 && IsSigned ? -beyond
            : T.Zero;
    }
}
