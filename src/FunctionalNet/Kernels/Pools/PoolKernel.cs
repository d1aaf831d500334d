using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Pooling, plane by plane: the rows that a row of windows reads are folded into one first, whole vectors at a time, then
/// the places of that one.
/// </summary>
internal abstract unsafe class PoolKernel<T>(Frame frame, Buffer<T> x, Buffer<T> y, T padding, Team team)
    : RowKernel(x.Length / Math.Max(1, frame.Size), frame.Outputs * frame.Taps, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int size = frame.Size;
    private readonly int outputs = frame.Outputs;
    private readonly int framed = Math.Max(frame.Width.Extent, frame.Width.Before + frame.Width.Size);

    protected Slide Width { get; } = frame.Width;

    protected override void Row(int plane)
    {
        var from = x.Pointer + ((nint)plane * size);
        var to = y.Pointer + ((nint)plane * outputs);
        if (TryPlane(from, to))
        {
            return;
        }

        var (depth, height, width) = (frame.Depth, frame.Height, frame.Width);
        var space = GemmScratch<T>.Reserve(framed);
        var row = new Span<T>(space, framed);
        var inside = row.Slice(width.Before, width.Size);
        for (var d = 0; d < depth.Outputs; d++)
        {
            for (var h = 0; h < height.Outputs; h++)
            {
                row.Fill(padding);
                for (var kd = 0; kd < depth.Kernel; kd++)
                {
                    for (var kh = 0; kh < height.Kernel; kh++)
                    {
                        var (z, at) = (depth.Place(d, kd), height.Place(h, kh));
                        if ((uint)z < (uint)depth.Size && (uint)at < (uint)height.Size)
                        {
                            var line = from + ((nint)((z * height.Size) + at) * width.Size);
                            Combine(inside, new ReadOnlySpan<T>(line, width.Size));
                        }
                    }
                }

                Fold(space, to, ((d * height.Outputs) + h) * width.Outputs);
            }
        }
    }

    /// <summary>Pools a plane at once, where there is a faster way for its windows.</summary>
    protected virtual bool TryPlane(T* from, T* to) => false;

    /// <summary>Folds a row into those before.</summary>
    protected abstract void Combine(Span<T> total, ReadOnlySpan<T> row);

    /// <summary>Folds the places of the windows of a row, of which <paramref name="first"/> is the number of the first.</summary>
    protected abstract void Fold(T* row, T* plane, int first);
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

    protected override void Combine(Span<T> total, ReadOnlySpan<T> row) => TensorPrimitives.Max(total, row, total);

    protected override void Fold(T* row, T* plane, int first)
    {
        var (stride, dilation, taps) = (Width.Stride, Width.Dilation, Width.Kernel);
        var to = plane + first;
        for (var w = 0; w < Width.Outputs; w++, row += stride)
        {
            var largest = *row;
            for (var k = 1; k < taps; k++)
            {
                largest = T.Max(largest, row[k * dilation]);
            }

            to[w] = largest;
        }
    }
}

/// <summary>Average pooling; the weight of a window is one over the number of its elements.</summary>
internal sealed unsafe class AveragePoolKernel<T>(Frame frame, double[] weights, Buffer<T> x, Buffer<T> y, Team team)
    : PoolKernel<T>(frame, x, y, T.Zero, team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] weights = [.. weights.Select(T.CreateChecked)];

    protected override void Combine(Span<T> total, ReadOnlySpan<T> row) => TensorPrimitives.Add(total, row, total);

    protected override void Fold(T* row, T* plane, int first)
    {
        var (stride, dilation, taps) = (Width.Stride, Width.Dilation, Width.Kernel);
        var to = plane + first;
        for (var w = 0; w < Width.Outputs; w++, row += stride)
        {
            var sum = *row;
            for (var k = 1; k < taps; k++)
            {
                sum += row[k * dilation];
            }

            to[w] = sum * weights[first + w];
        }
    }
}
