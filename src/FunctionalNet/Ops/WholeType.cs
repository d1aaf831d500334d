using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>An integer type in a file, which an expression holds as <see cref="ElementType.Int64"/>.</summary>
/// <param name="Code">Its number in ONNX, TensorProto.DataType.</param>
/// <param name="Bits">The number of bits: 8, 16, 32, or 64 if unsigned.</param>
/// <param name="IsSigned">Whether it is signed.</param>
internal readonly record struct WholeType(long Code, int Bits, bool IsSigned)
{
    private const double Beyond31 = 1L << 31;
    private const double Beyond63 = 9223372036854775808.0;

    /// <summary>Gets the smallest number.</summary>
    public double Min => IsSigned ? -Math.ScaleB(1, Bits - 1) : 0;

    /// <summary>Gets the largest number, which float64 rounds up to the next power of 2 for 64 bits.</summary>
    public double Largest => Math.ScaleB(1, IsSigned ? Bits - 1 : Bits) - 1;

    /// <summary>Whether another type represents all numbers of this one.</summary>
    public bool FitsInto(WholeType other) =>
        IsSigned == other.IsSigned ? Bits <= other.Bits : other.IsSigned && Bits < other.Bits;

    /// <summary>The lowest bits of an integer, interpreted as the type.</summary>
    /// <exception cref="InexactNumberException">An executor does not hold the result.</exception>
    public T Wrap<T>(long value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WholeNumbers.FromInteger<T>(
            IsSigned ? value << (64 - Bits) >> (64 - Bits) : (Int128)((ulong)value << (64 - Bits) >> (64 - Bits))
        );

    /// <summary>The same for a floating-point number, with the semantics of processors.</summary>
    public T Convert<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // They convert to signed 32 bits, or to 64 if that is not enough, and keep the lowest bits. A value that does not fit becomes the
        // minimum, whose lowest bits are 0.
        var beyond = T.CreateChecked(Bits < 32 || (Bits == 32 && IsSigned) ? Beyond31 : Beyond63);
        return value >= -beyond && value < beyond ? Wrap<T>(long.CreateChecked(value))
            : Bits == 32 && IsSigned ? -beyond
            : T.Zero;
    }
}
