using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>The blocks of one sample at one step, and those at the step before it; null stands for zeros.</summary>
internal readonly unsafe ref struct RecurrentRow<T>(
    T* step,
    nint stride,
    T* before,
    nint strideBefore,
    int hidden,
    ReadOnlySpan<T> zeros
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> zeros = zeros;

    /// <summary>Gets the elements of a block.</summary>
    public int Hidden => hidden;

    /// <summary>A block of the step.</summary>
    public Span<T> this[int block] => new(step + (block * stride), hidden);

    /// <summary>What goes into a gate, from the token and from the state before, a vector from an element on.</summary>
    public Vector<T> Gate(ReadOnlySpan<T> input, ReadOnlySpan<T> recurrent, int gate, int at) =>
        Padded.Load(input.Slice(gate * hidden, hidden), at) + Padded.Load(recurrent.Slice(gate * hidden, hidden), at);

    /// <summary>A block of the step before.</summary>
    public ReadOnlySpan<T> Before(int block) =>
        before is null ? zeros : new ReadOnlySpan<T>(before + (block * strideBefore), hidden);
}
