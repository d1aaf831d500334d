using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Kernels;

namespace FunctionalNet.Execution;

/// <summary>Reads a run of elements of an operand after broadcasting.</summary>
internal sealed unsafe class BroadcastReader<T> : IReader<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Buffer<T> buffer;
    private readonly int[] sizes;
    private readonly int[] strides;

    public BroadcastReader(Buffer<T> buffer, Shape to)
    {
        this.buffer = buffer;
        var merged = new List<(int Size, int Stride)>();
        var stride = 1;
        for (var axis = to.Rank - 1; axis >= 0; axis--)
        {
            var own = axis - (to.Rank - buffer.Sizes.Length);
            var size = own < 0 ? 1 : buffer.Sizes[own];
            Merge(to[axis].Size, size == 1 ? 0 : stride);
            stride *= size;
        }

        merged.Reverse();
        (sizes, strides) = ([.. merged.Select(m => m.Size)], [.. merged.Select(m => m.Stride)]);

        // Merges adjacent axes if the stride of the outer is the extent of the inner; drops axes of size 1.
        void Merge(int size, int step)
        {
            if (size == 1)
            {
                return;
            }

            if (merged is [.., var (inner, innerStep)] && step == inner * innerStep)
            {
                merged[^1] = (inner * size, innerStep);
            }
            else
            {
                merged.Add((size, step));
            }
        }
    }

    /// <summary>Gets the length of the runs over which the operand is constant.</summary>
    public int RowLength => strides is [.., 0] ? sizes[^1] : 1;

    /// <summary>Gets the address of the first element.</summary>
    public T* First => buffer.Pointer;

    /// <summary>The address of the element at <paramref name="start"/>.</summary>
    [MethodImpl(Compiled.Alone)]
    public T* Find(int start)
    {
        var offset = 0;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            (start, var index) = Math.DivRem(start, sizes[axis]);
            offset += index * strides[axis];
        }

        return buffer.Pointer + offset;
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public void Read(int start, Span<T> tile)
    {
        var rank = sizes.Length;
        if (rank == 0)
        {
            tile.Fill(*buffer.Pointer);
            return;
        }

        Span<int> index = stackalloc int[rank];
        var offset = 0;
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            (start, index[axis]) = Math.DivRem(start, sizes[axis]);
            offset += index[axis] * strides[axis];
        }

        while (true)
        {
            var run = Math.Min(sizes[^1] - index[^1], tile.Length);
            if (strides[^1] == 0)
            {
                tile[..run].Fill(buffer.Pointer[offset]);
            }
            else
            {
                new ReadOnlySpan<T>(buffer.Pointer + offset, run).CopyTo(tile);
            }

            tile = tile[run..];
            if (tile.IsEmpty)
            {
                return;
            }

            offset -= index[^1] * strides[^1];
            index[^1] = 0;
            for (var axis = rank - 2; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < sizes[axis])
                {
                    break;
                }

                offset -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }
}
