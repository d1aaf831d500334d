using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// Whether all elements of a buffer are finite, and so small that sums of products of two of them are finite too: below 2⁴⁸ in float32,
/// below 2⁵⁰⁰ in double.
/// </summary>
internal sealed unsafe class Magnitude<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = 64 * 1024;

    // As integers without the sign, larger numbers, infinities and NaN are above that of the bound.
    private const int Single = (127 + 48) << 23;
    private const long Double = (1023L + 500) << 52;

    private readonly Buffer<T> x;
    private readonly Team team;
    private readonly Partition partition;
    private volatile bool isOrdinary;

    public Magnitude(Buffer<T> x, Team team)
    {
        (this.x, this.team) = (x, team);
        partition = new Partition(CeilDiv(x.Length, Block), Part, isSmall: x.Length <= 2 * Block);
    }

    /// <summary>Looks at the current elements.</summary>
    public bool IsOrdinary()
    {
        isOrdinary = true;
        partition.Run(team);
        return isOrdinary;
    }

    private void Part(int part, int worker)
    {
        var from = (nint)part * Block;
        var count = (int)Math.Min(Block, x.Length - from);
        var isPartOrdinary =
            sizeof(T) == sizeof(float)
                ? IsBelow((int*)(x.Pointer + from), count, Single)
                : IsBelow((long*)(x.Pointer + from), count, Double);
        if (!isPartOrdinary)
        {
            isOrdinary = false;
        }
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
