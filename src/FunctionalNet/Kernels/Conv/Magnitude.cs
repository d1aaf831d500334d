using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Whether all elements of a piece of a buffer are finite, and so small that sums of products of two of them are finite too: below 2⁴⁸ in
/// float32, below 2⁵⁰⁰ in double.
/// </summary>
internal sealed unsafe class Magnitude<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const long SmallLength = 128 * 1024;

    // As integers without the sign, larger numbers, infinities and NaN are above that of the bound.
    private const int Single = (127 + 48) << 23;
    private const long Double = (1023L + 500) << 52;

    private readonly Buffer<T> x;
    private readonly Team team;
    private readonly Partition partition;
    private readonly bool[] isOrdinary;

    /// <summary>Initializes a new instance of the <see cref="Magnitude{T}"/> class.</summary>
    /// <param name="x">The buffer.</param>
    /// <param name="pieces">The number of its pieces of equal length, such as samples.</param>
    /// <param name="team">The threads.</param>
    public Magnitude(Buffer<T> x, int pieces, Team team)
    {
        (this.x, this.team) = (x, team);
        isOrdinary = new bool[pieces];
        partition = new Partition(pieces, Look, isSmall: x.Length <= SmallLength);
    }

    /// <summary>Looks at the current elements.</summary>
    public void Look() => partition.Run(team);

    /// <summary>Whether it was so for all elements of a piece when they were looked at.</summary>
    public bool IsOrdinary(int piece) => isOrdinary[piece];

    private void Look(int piece, int worker)
    {
        var length = x.Length / isOrdinary.Length;
        var from = x.Pointer + ((nint)piece * length);
        isOrdinary[piece] =
            sizeof(T) == sizeof(float) ? IsBelow((int*)from, length, Single) : IsBelow((long*)from, length, Double);
    }

    [MethodImpl(Compiled.Alone)]
    private static bool IsBelow<TBits>(TBits* bits, int count, TBits bound)
        where TBits : unmanaged, IBinaryInteger<TBits>, IMinMaxValue<TBits>
    {
        var magnitude = new Vector<TBits>(TBits.MaxValue);
        var most = Vector<TBits>.Zero;
        var i = 0;
        for (; i <= count - Vector<TBits>.Count; i += Vector<TBits>.Count)
        {
            most = Vector.Max(most, Vector.Load(bits + i) & magnitude);
        }

        var isBelow = Vector.LessThanAll(most, new Vector<TBits>(bound));
        for (; i < count; i++)
        {
            isBelow &= (bits[i] & TBits.MaxValue) < bound;
        }

        return isBelow;
    }
}
