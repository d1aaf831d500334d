using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>The blocks of one sample at one step, and those of the previous step; null is zeros.</summary>
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

    /// <summary>Gets the number of elements of a block.</summary>
    public int Hidden => hidden;

    /// <summary>A block of the step.</summary>
    public Span<T> this[int block] => new(step + (block * stride), hidden);

    /// <summary>The input of a gate, from the token and from the previous state, a vector from an element on.</summary>
    public Vector<T> Gate(ReadOnlySpan<T> input, ReadOnlySpan<T> recurrent, int gate, int at) =>
        Padded.Load(input.Slice(gate * hidden, hidden), at) + Padded.Load(recurrent.Slice(gate * hidden, hidden), at);

    /// <summary>A block of the previous step.</summary>
    public ReadOnlySpan<T> Before(int block) =>
        before is null ? zeros : new ReadOnlySpan<T>(before + (block * strideBefore), hidden);
}
