using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>The elements of a tensor in fewer bits than the number type has.</summary>
/// <typeparam name="T">The number type that they are read as.</typeparam>
internal abstract class CompactNumbers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements are written and read in whole blocks of this many; the last one may be shorter.</summary>
    public const int BlockLength = 64;

    /// <summary>Gets the format.</summary>
    public abstract WeightFormat Format { get; }

    /// <summary>Gets the bytes that the elements take.</summary>
    public abstract long Bytes { get; }

    /// <summary>Reads consecutive elements.</summary>
    /// <param name="start">The first, at the start of a block.</param>
    /// <param name="to">The memory for them.</param>
    public abstract void Read(int start, Span<T> to);
}
