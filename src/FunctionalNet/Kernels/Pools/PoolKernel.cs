using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Pooling, plane by plane, several lines of windows at a time: the rows of a line are first reduced to one, then the elements of each
/// window, in whole vectors whatever the stride; finally the positions at which windows start are selected.
/// </summary>
internal abstract unsafe class PoolKernel<T>(Frame frame, Buffer<T> x, Buffer<T> y, T padding, Team team)
    : RowKernel(x.Length / Math.Max(1, frame.Size), frame.Outputs * frame.Taps, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Reduced lines stay in the L1 cache, however large a plane is.
    private const int BlockInBytes = 8 * 1024;

    private readonly Frame frame = frame;
    private readonly int size = frame.Size;
    private readonly int outputs = frame.Outputs;
    private readonly int lines = frame.Depth.Outputs * frame.Height.Outputs;
    private readonly int framed = Math.Max(frame.Width.Extent, frame.Width.Before + frame.Width.Size);

    // Whether a plane needs no reduction of its rows; a sum starts with 0, which would change -0.
    private readonly bool isFlat =
        padding != T.Zero
        && frame.Depth is { Kernel: 1, Stride: 1, Before: 0 }
        && frame.Height is { Kernel: 1, Stride: 1, Before: 0 }
        && frame.Depth.Outputs == frame.Depth.Size
        && frame.Height.Outputs == frame.Height.Size
        && frame.Width.Before == 0
        && frame.Width.Extent <= frame.Width.Size;

    private int Together => Math.Clamp(BlockInBytes / sizeof(T) / Math.Max(1, framed), 1, lines);

    [MethodImpl(Compiled.Alone)]
    protected override void Row(int plane)
    {
        var from = x.Pointer + ((nint)plane * size);
        var to = y.Pointer + ((nint)plane * outputs);
        if (outputs == 0 || TryPlane(from, to))
        {
            return;
        }

        for (var line = 0; line < lines; line += Together)
        {
            Lines(from, to, line, Math.Min(Together, lines - line));
        }
    }

    /// <summary>Pools a whole plane, if there is a faster way for its windows.</summary>
    protected virtual bool TryPlane(T* from, T* to) => false;

    /// <summary>Combines elements into the previous ones.</summary>
    protected abstract void Combine(T* total, T* row, int count);

    /// <summary>The results of a row of windows, the first of which has the index <paramref name="first"/>.</summary>
    [MethodImpl(Compiled.Alone)]
    protected virtual void Pick(T* row, T* plane, int first)
    {
        var to = plane + first;
        for (var w = 0; w < frame.Width.Outputs; w++, row += frame.Width.Stride)
        {
            to[w] = *row;
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void Lines(T* from, T* to, int first, int count)
    {
        var (width, length) = (frame.Width, count * framed);
        var space = GemmScratch<T>.Reserve(2 * length);
        var rows = isFlat ? from + ((nint)first * framed) : space;
        if (!isFlat)
        {
            FoldRows(from, space, first, count);
        }

        if (width.Kernel > 1)
        {
            var all = space + length;
            var places = length - ((width.Kernel - 1) * width.Dilation);
            new ReadOnlySpan<T>(rows, places).CopyTo(new Span<T>(all, places));
            for (var k = 1; k < width.Kernel; k++)
            {
                Combine(all, rows + (k * width.Dilation), places);
            }

            rows = all;
        }

        for (var line = 0; line < count; line++)
        {
            Pick(rows + (line * framed), to, (first + line) * width.Outputs);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void FoldRows(T* from, T* folded, int first, int count)
    {
        var (depth, height, width) = (frame.Depth, frame.Height, frame.Width);
        new Span<T>(folded, count * framed).Fill(padding);
        for (var line = 0; line < count; line++, folded += framed)
        {
            var (d, h) = Math.DivRem(first + line, height.Outputs);
            for (var kd = 0; kd < depth.Kernel; kd++)
            {
                for (var kh = 0; kh < height.Kernel; kh++)
                {
                    var (z, at) = (depth.Place(d, kd), height.Place(h, kh));
                    if ((uint)z < (uint)depth.Size && (uint)at < (uint)height.Size)
                    {
                        var row = from + ((nint)((z * height.Size) + at) * width.Size);
                        Combine(folded + width.Before, row, width.Size);
                    }
                }
            }
        }
    }
}

/// <summary>Maximum pooling.</summary>
internal sealed unsafe class MaxPoolKernel<T>(Frame frame, Buffer<T> x, Buffer<T> y, Team team)
    : PoolKernel<T>(frame, x, y, T.NegativeInfinity, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MaxPool2x2? halves = MaxPool2x2.Of<T>(frame);

    protected override bool TryPlane(T* from, T* to)
    {
        halves?.Run((float*)from, (float*)to);
        return halves is not null;
    }

    [MethodImpl(Compiled.Alone)]
    protected override void Combine(T* total, T* row, int count)
    {
        var i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector.Max(Vector.Load(total + i), Vector.Load(row + i)).Store(total + i);
        }

        for (; i < count; i++)
        {
            total[i] = T.Max(total[i], row[i]);
        }
    }
}

/// <summary>Average pooling; the weight of a window is the reciprocal of its number of elements.</summary>
internal sealed unsafe class AveragePoolKernel<T>(Frame frame, double[] weights, Buffer<T> x, Buffer<T> y, Team team)
    : PoolKernel<T>(frame, x, y, T.Zero, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] weights = [.. weights.Select(T.CreateChecked)];
    private readonly WindowAxis width = frame.Width;

    [MethodImpl(Compiled.Alone)]
    protected override void Combine(T* total, T* row, int count)
    {
        var i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            (Vector.Load(total + i) + Vector.Load(row + i)).Store(total + i);
        }

        for (; i < count; i++)
        {
            total[i] += row[i];
        }
    }

    [MethodImpl(Compiled.Alone)]
    protected override void Pick(T* row, T* plane, int first)
    {
        for (var w = first; w < first + width.Outputs; w++, row += width.Stride)
        {
            plane[w] = *row * weights[w];
        }
    }
}
