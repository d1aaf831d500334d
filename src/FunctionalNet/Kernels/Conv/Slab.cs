using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>A run of elements: its start in a packed panel, its start in a slab, and its length.</summary>
internal readonly record struct Run(int Target, int Source, long Length);

/// <summary>
/// The layout of a padded copy of a plane, in which the elements that one tap reads for a row of windows are contiguous whatever the
/// stride: elements whose distance is a multiple of the stride are neighbours.
/// </summary>
internal sealed unsafe class Slab
{
    private readonly Frame frame;
    private readonly int[] slots;
    private readonly int slotWidth;
    private readonly int rowWidth;
    private readonly bool isPaired;

    public Slab(Frame frame)
    {
        this.frame = frame;
        var width = frame.Width;

        // Only remainders modulo the stride that a tap reads have a slot.
        slots = [.. Enumerable.Repeat(-1, Math.Min(width.Stride, width.Reach))];
        var used = 0;
        for (var k = 0; k < width.Kernel; k++)
        {
            ref var slot = ref slots[k * width.Dilation % width.Stride];
            slot = slot < 0 ? used++ : slot;
        }

        isPaired = width.Stride == 2 && used == 2;
        slotWidth = width.Outputs + ((width.Reach - 1) / width.Stride);
        rowWidth = used * slotWidth;
        Length = frame.Depth.Extent * frame.Height.Extent * rowWidth;
        Taps =
        [
            .. Enumerable
                .Range(0, frame.Taps)
                .Select(tap =>
                    Tap(
                        tap / frame.Width.Kernel / frame.Height.Kernel,
                        tap / frame.Width.Kernel % frame.Height.Kernel,
                        tap % frame.Width.Kernel
                    )
                ),
        ];
    }

    /// <summary>Gets the number of elements of the copy of a plane.</summary>
    public int Length { get; }

    /// <summary>Gets the offset of each tap of the first window.</summary>
    public int[] Taps { get; }

    /// <summary>Gets the offset of the first tap of each row of windows.</summary>
    public IEnumerable<int> Rows =>
        from d in Enumerable.Range(0, frame.Depth.Outputs)
        from h in Enumerable.Range(0, frame.Height.Outputs)
        select ((d * frame.Depth.Stride * frame.Height.Extent) + (h * frame.Height.Stride)) * rowWidth;

    /// <summary>The windows from <paramref name="first"/> on as runs of the first tap.</summary>
    public IEnumerable<Run> Runs(int first, int count)
    {
        var rows = Rows.ToArray();
        for (var at = first; at < first + count; )
        {
            var (row, column) = Math.DivRem(at, frame.Width.Outputs);
            var length = Math.Min(frame.Width.Outputs - column, first + count - at);
            yield return new Run(at - first, rows[row] + column, length);
            at += length;
        }
    }

    /// <summary>Copies a plane, with zeros around it. Up to one vector after the copy is written.</summary>
    [MethodImpl(Compiled.Alone)]
    public void Load<T>(ConvLoops<T> loops, T* plane, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (depth, height) = (frame.Depth, frame.Height);
        var (first, end) = Inside(height);
        for (var d = 0; d < depth.Extent; d++, target += height.Extent * rowWidth)
        {
            var z = d - depth.Before;
            if ((uint)z >= (uint)depth.Size)
            {
                new Span<T>(target, height.Extent * rowWidth).Clear();
                continue;
            }

            var from = plane + ((nint)((z * height.Size) + first - height.Before) * frame.Width.Size);
            new Span<T>(target, first * rowWidth).Clear();
            LoadRows(loops, from, target + (first * rowWidth), end - first);
            new Span<T>(target + (end * rowWidth), (height.Extent - end) * rowWidth).Clear();
        }
    }

    /// <summary>Copies a plane back, without its padding; 0 where no window reads.</summary>
    public void Store<T>(T* source, T* plane)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (depth, height, width) = (frame.Depth, frame.Height, frame.Width);
        for (var z = 0; z < depth.Size; z++)
        {
            for (var y = 0; y < height.Size; y++, plane += width.Size)
            {
                var (d, h) = (z + depth.Before, y + height.Before);
                if (d < depth.Extent && h < height.Extent)
                {
                    StoreRow(source + ((nint)((d * height.Extent) + h) * rowWidth), plane);
                }
                else
                {
                    new Span<T>(plane, width.Size).Clear();
                }
            }
        }
    }

    // The indices of a padded axis that are not padding.
    private static (int First, int End) Inside(WindowAxis axis)
    {
        var first = Math.Clamp(axis.Before, 0, axis.Extent);
        return (first, Math.Clamp(axis.Size + axis.Before, first, axis.Extent));
    }

    private void LoadRows<T>(ConvLoops<T> loops, T* rows, T* target, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = frame.Width;
        if (width.Stride == 1)
        {
            var (first, end) = Inside(width);
            loops.Pad(rows + first - width.Before, width.Size, end - first, count, target, first, rowWidth);
            return;
        }

        for (; count > 0; count--, rows += width.Size, target += rowWidth)
        {
            var pairs = isPaired ? LoadPairs(loops, rows, target) : default;
            for (var remainder = 0; remainder < slots.Length; remainder++)
            {
                if (slots[remainder] >= 0)
                {
                    LoadSlot(rows, target + (slots[remainder] * slotWidth), remainder - width.Before, pairs);
                }
            }
        }
    }

    // Pairs of adjacent elements, which stride 2 splits into its two slots: the first pair, and the index after the last.
    private (int From, int To) LoadPairs<T>(ConvLoops<T> loops, T* row, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var before = frame.Width.Before;
        var (even, odd) = (before & 1, 1 - (before & 1));
        var (toEven, toOdd) = (Start(even, before), Start(odd, before));
        var first = Math.Max(0, Math.Max(-toEven, -toOdd));
        var count = Math.Min(frame.Width.Size / 2, slotWidth - Math.Max(toEven, toOdd)) - first;
        if (count <= 0)
        {
            return default;
        }

        var done = loops.Deinterleave(
            row + (2 * first),
            count,
            target + (slots[even] * slotWidth) + toEven + first,
            target + (slots[odd] * slotWidth) + toOdd + first
        );
        return (first, first + (int)done);
    }

    // The index in a slot of stride 2 to which the first pair goes.
    private static int Start(int remainder, int before) => (before - remainder + 1) >> 1;

    // Element i of a slot is element i stride + shift of the row; elements of some pairs have been loaded.
    [MethodImpl(Compiled.Alone)]
    private void LoadSlot<T>(T* row, T* target, int shift, (int From, int To) pairs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (size, stride) = (frame.Width.Size, frame.Width.Stride);
        var begin = Math.Min(slotWidth, shift >= 0 ? 0 : CeilDiv(-shift, stride));
        var end = Math.Clamp(CeilDiv(size - shift, stride), begin, slotWidth);
        for (var i = 0; i < begin; i++)
        {
            target[i] = T.Zero;
        }

        var (loaded, rest) = (begin, begin);
        if (pairs.To > pairs.From)
        {
            (loaded, rest) = (pairs.From + ((1 - shift) >> 1), pairs.To + ((1 - shift) >> 1));
        }

        var from = row + ((nint)begin * stride) + shift;
        for (var i = begin; i < loaded; i++, from += stride)
        {
            target[i] = *from;
        }

        from = row + ((nint)rest * stride) + shift;
        for (var i = rest; i < end; i++, from += stride)
        {
            target[i] = *from;
        }

        for (var i = end; i < slotWidth; i++)
        {
            target[i] = T.Zero;
        }
    }

    private void StoreRow<T>(T* source, T* row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = frame.Width;
        if (width.Stride == 1)
        {
            var held = Math.Clamp(slotWidth - width.Before, 0, width.Size);
            new ReadOnlySpan<T>(source + width.Before, held).CopyTo(new Span<T>(row, held));
            new Span<T>(row + held, width.Size - held).Clear();
            return;
        }

        var (i, remainder) = Math.DivRem(width.Before, width.Stride);
        for (var x = 0; x < width.Size; x++)
        {
            var slot = remainder < slots.Length ? slots[remainder] : -1;
            row[x] = slot >= 0 && i < slotWidth ? source[(slot * slotWidth) + i] : T.Zero;
            if (++remainder == width.Stride)
            {
                (i, remainder) = (i + 1, 0);
            }
        }
    }

    private int Tap(int d, int h, int w)
    {
        var (at, remainder) = Math.DivRem(w * frame.Width.Dilation, frame.Width.Stride);
        var row = (d * frame.Depth.Dilation * frame.Height.Extent) + (h * frame.Height.Dilation);
        return (row * rowWidth) + (slots[remainder] * slotWidth) + at;
    }
}
