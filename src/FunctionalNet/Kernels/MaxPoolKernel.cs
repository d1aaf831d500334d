using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Maximum pooling, plane by plane: the rows that a row of windows reads are folded into one first, whole vectors at a
/// time, then the places of that one.
/// </summary>
internal sealed unsafe class MaxPoolKernel<T>(Frame frame, Buffer<T> x, Buffer<T> y, Team team)
    : RowKernel(x.Length / Math.Max(1, frame.Size), frame.Outputs * frame.Taps, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int framed = Math.Max(frame.Width.Extent, frame.Width.Before + frame.Width.Size);

    protected override void Row(int plane)
    {
        var from = x.Pointer + ((nint)plane * frame.Size);
        var to = y.Pointer + ((nint)plane * frame.Outputs);
        var (depth, height, width) = (frame.Depth, frame.Height, frame.Width);
        var row = new Span<T>(GemmScratch<T>.Reserve(framed), framed);
        var inside = row.Slice(width.Before, width.Size);
        for (var d = 0; d < depth.Outputs; d++)
        {
            for (var h = 0; h < height.Outputs; h++, to += width.Outputs)
            {
                row.Fill(T.NegativeInfinity);
                for (var kd = 0; kd < depth.Kernel; kd++)
                {
                    for (var kh = 0; kh < height.Kernel; kh++)
                    {
                        var (z, at) = (depth.Place(d, kd), height.Place(h, kh));
                        if ((uint)z < (uint)depth.Size && (uint)at < (uint)height.Size)
                        {
                            var line = from + ((nint)((z * height.Size) + at) * width.Size);
                            TensorPrimitives.Max(inside, new ReadOnlySpan<T>(line, width.Size), inside);
                        }
                    }
                }

                fixed (T* first = row)
                {
                    Fold(first, to);
                }
            }
        }
    }

    private void Fold(T* row, T* to)
    {
        var width = frame.Width;
        for (var w = 0; w < width.Outputs; w++, row += width.Stride)
        {
            var largest = *row;
            for (var k = 1; k < width.Kernel; k++)
            {
                largest = T.Max(largest, row[k * width.Dilation]);
            }

            to[w] = largest;
        }
    }
}

/// <summary>The gradient of maximum pooling: each window gives its cotangent to its first largest element.</summary>
internal sealed unsafe class MaxPoolGradKernel<T>(Frame frame, Buffer<T> x, Buffer<T> dy, Buffer<T> dx, Team team)
    : RowKernel(x.Length / Math.Max(1, frame.Size), frame.Outputs * frame.Taps, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Row(int plane)
    {
        var from = x.Pointer + ((nint)plane * frame.Size);
        var flow = dy.Pointer + ((nint)plane * frame.Outputs);
        var to = dx.Pointer + ((nint)plane * frame.Size);
        new Span<T>(to, frame.Size).Clear();
        for (var window = 0; window < frame.Outputs; window++)
        {
            var best = -1;
            for (var tap = 0; tap < frame.Taps; tap++)
            {
                var place = frame.Place(window, tap);
                if (place >= 0 && (best < 0 || from[place] > from[best]))
                {
                    best = place;
                }
            }

            if (best >= 0)
            {
                to[best] += flow[window];
            }
        }
    }
}

/// <summary>Average pooling, plane by plane; the weight of a window is one over the number of its elements.</summary>
internal sealed unsafe class AveragePoolKernel<T>(Frame frame, double[] weights, Buffer<T> x, Buffer<T> y, Team team)
    : RowKernel(x.Length / Math.Max(1, frame.Size), frame.Outputs * frame.Taps, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] weights = [.. weights.Select(T.CreateChecked)];

    protected override void Row(int plane)
    {
        var from = x.Pointer + ((nint)plane * frame.Size);
        var to = y.Pointer + ((nint)plane * frame.Outputs);
        for (var window = 0; window < frame.Outputs; window++)
        {
            var sum = T.Zero;
            for (var tap = 0; tap < frame.Taps; tap++)
            {
                if (frame.Place(window, tap) is >= 0 and var place)
                {
                    sum += from[place];
                }
            }

            to[window] = sum * weights[window];
        }
    }
}
