using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// The memory of a noise variable, and how it is drawn: of the noise for the whole batch, the rows that are computed here.
/// </summary>
internal sealed unsafe class NoiseMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Variable variable;
    private readonly Shape whole;
    private readonly PinnedMemory<T> memory;
    private readonly PinnedMemory<T>? all;
    private readonly (int Blocks, int Stride, int Start, int Length) rows;

    /// <summary>Initializes a new instance of the <see cref="NoiseMemory{T}"/> class.</summary>
    /// <param name="variable">The noise variable.</param>
    /// <param name="whole">Its shape for the whole batch.</param>
    /// <param name="share">The rows of the batch that are computed here; null for all.</param>
    public NoiseMemory(Variable variable, Shape whole, Share? share)
    {
        var shape = variable.Declared.Shape;
        (this.variable, this.whole) = (variable, whole);
        memory = new PinnedMemory<T>(shape.Size);
        var axis = Enumerable.Range(0, shape.Rank).FirstOrDefault(axis => shape[axis] != whole[axis], -1);
        if (share is null || axis < 0)
        {
            return;
        }

        // The batch axis, possibly merged with inner axes of each sample.
        var inner = whole[(axis + 1)..].Size;
        var start = (int)((long)whole[axis].Size * share.First / share.Whole);
        rows = (whole[..axis].Size, whole[axis].Size * inner, start * inner, shape[axis].Size * inner);
        all = new PinnedMemory<T>(whole.Size);
    }

    public T* Pointer => memory.Pointer;

    /// <summary>Draws the noise.</summary>
    public void Draw(StepNoise noise)
    {
        // The generator is counter-based: if the rows are contiguous, it starts at the block of numbers that contains their first element.
        if (rows.Blocks == 1)
        {
            var (block, before) = Math.DivRem(rows.Start, Key.BlockSize);
            var drawn = all!.Span[..(before + rows.Length)];
            if (noise.DrawFrom(variable, block, drawn))
            {
                drawn[before..].CopyTo(memory.Span);
                return;
            }
        }

        noise.Draw(variable, whole, (all ?? memory).Span);
        for (var block = 0; block < rows.Blocks; block++)
        {
            all!
                .Span.Slice((block * rows.Stride) + rows.Start, rows.Length)
                .CopyTo(memory.Span[(block * rows.Length)..]);
        }
    }
}
