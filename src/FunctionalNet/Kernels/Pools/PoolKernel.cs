using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Pooling, plane by plane: the rows that a row of windows reads are folded into one first, then the places of all rows, whole vectors at a
/// time whatever the stride; the places where windows begin are picked in the end.
/// </summary>
internal abstract unsafe class PoolKernel<T>(Frame frame, Buffer<T> x, Buffer<T> y, T padding, Team team)
    : RowKernel(x.Length / Math.Max(1, frame.Size), frame.Outputs * frame.Taps, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Frame frame = frame;
    private readonly int size = frame.Size;
    private readonly int outputs = frame.Outputs;
    private readonly int lines = frame.Depth.Outputs * frame.Height.Outputs;
    private readonly int framed = Math.Max(frame.Width.Extent, frame.Width.Before + frame.Width.Size);

    // Whether a plane is as its rows would be folded; a sum begins with 0, to which -0 would be added.
    private readonly bool isFlat =
        padding != T.Zero
        && frame.Depth is { Kernel: 1, Stride: 1, Before: 0 }
        && frame.Height is { Kernel: 1, Stride: 1, Before: 0 }
        && frame.Depth.Outputs == frame.Depth.Size
        && frame.Height.Outputs == frame.Height.Size
        && frame.Width.Before == 0
        && frame.Width.Extent <= frame.Width.Size;

    [MethodImpl(Compiled.Alone)]
    protected override void Row(int plane)
    {
        var from = x.Pointer + ((nint)plane * size);
        var to = y.Pointer + ((nint)plane * outputs);
        if (outputs == 0 || TryPlane(from, to))
        {
            return;
        }

        var (width, length) = (frame.Width, lines * framed);
        var space = GemmScratch<T>.Reserve(2 * length);
        var rows = isFlat ? from : space;
        if (!isFlat)
        {
            FoldRows(from, space);
        }

        if (width.Kernel > 1)
        {
            var all = space + length;
            var count = length - ((width.Kernel - 1) * width.Dilation);
            new ReadOnlySpan<T>(rows, count).CopyTo(new Span<T>(all, count));
            for (var k = 1; k < width.Kernel; k++)
            {
                Combine(all, rows + (k * width.Dilation), count);
            }

            rows = all;
        }

        for (var line = 0; line < lines; line++)
        {
            Pick(rows + (line * framed), to, line * width.Outputs);
        }
    }

    /// <summary>Pools a plane at once, where there is a faster way for its windows.</summary>
    protected virtual bool TryPlane(T* from, T* to) => false;

    /// <summary>Folds elements into those before.</summary>
    protected abstract void Combine(T* total, T* row, int count);

    /// <summary>The results of a row of windows, of which <paramref name="first"/> is the number of the first.</summary>
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
    private void FoldRows(T* from, T* folded)
    {
        var (depth, height, width) = (frame.Depth, frame.Height, frame.Width);
        new Span<T>(folded, lines * framed).Fill(padding);
        for (var d = 0; d < depth.Outputs; d++)
        {
            for (var h = 0; h < height.Outputs; h++)
            {
                var inside = folded + (((d * height.Outputs) + h) * framed) + width.Before;
                for (var kd = 0; kd < depth.Kernel; kd++)
                {
                    for (var kh = 0; kh < height.Kernel; kh++)
                    {
                        var (z, at) = (depth.Place(d, kd), height.Place(h, kh));
                        if ((uint)z < (uint)depth.Size && (uint)at < (uint)height.Size)
                        {
                            var line = from + ((nint)((z * height.Size) + at) * width.Size);
                            Combine(inside, line, width.Size);
                        }
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
    private readonly MaxPoolHalves? halves = MaxPoolHalves.Of<T>(frame);

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

/// <summary>Average pooling; the weight of a window is one over the number of its elements.</summary>
internal sealed unsafe class AveragePoolKernel<T>(Frame frame, double[] weights, Buffer<T> x, Buffer<T> y, Team team)
    : PoolKernel<T>(frame, x, y, T.Zero, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] weights = [.. weights.Select(T.CreateChecked)];
    private readonly Slide width = frame.Width;

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
