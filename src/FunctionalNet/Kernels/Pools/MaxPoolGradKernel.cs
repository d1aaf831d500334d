using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// The gradient of maximum pooling: each window passes its cotangent to its first maximum, which is found without a branch, since that
/// would be unpredictable.
/// </summary>
internal sealed unsafe class MaxPoolGradKernel<T> : RowKernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Frame frame;
    private readonly int size;
    private readonly MaxPool2x2? halves;
    private readonly Buffer<T> x;
    private readonly Buffer<T> dy;
    private readonly Buffer<T> dx;
    private readonly PinnedMemory<int> firsts;
    private readonly PinnedMemory<int> offsets;

    public MaxPoolGradKernel(Frame frame, Buffer<T> x, Buffer<T> dy, Buffer<T> dx, Team team)
        : base(x.Length / Math.Max(1, frame.Size), frame.Outputs * frame.Taps, team)
    {
        (this.x, this.dy, this.dx) = (x, dy, dx);
        this.frame = frame;
        (size, halves) = (frame.Size, MaxPool2x2.Of<T>(frame));
        offsets = new PinnedMemory<int>(frame.Taps);
        for (var tap = 0; tap < frame.Taps; tap++)
        {
            // From the first tap of a window inside of x.
            var (w, h, d) = (
                tap % frame.Width.Kernel,
                tap / frame.Width.Kernel % frame.Height.Kernel,
                tap / frame.Width.Kernel / frame.Height.Kernel
            );
            offsets.Span[tap] =
                (((d * frame.Depth.Dilation * frame.Height.Size) + (h * frame.Height.Dilation)) * frame.Width.Size)
                + (w * frame.Width.Dilation);
        }

        firsts = new PinnedMemory<int>(frame.Outputs);
        for (var window = 0; window < frame.Outputs; window++)
        {
            var isInside = Enumerable.Range(0, frame.Taps).All(tap => frame.Place(window, tap) >= 0);
            firsts.Span[window] = isInside ? frame.Place(window, 0) : -1;
        }
    }

    protected override void Row(int plane)
    {
        var from = x.Pointer + ((nint)plane * size);
        var flow = dy.Pointer + ((nint)plane * firsts.Span.Length);
        var to = dx.Pointer + ((nint)plane * size);
        if (halves is null)
        {
            Windows(from, flow, to);
        }
        else
        {
            halves.Back((float*)from, (float*)flow, (float*)to);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void Windows(T* from, T* flow, T* to)
    {
        var (windows, taps) = (firsts.Span.Length, offsets.Span.Length);
        var first = firsts.Pointer;
        var offset = offsets.Pointer;
        new Span<T>(to, size).Clear();
        for (var window = 0; window < windows; window++)
        {
            var place = first[window];
            if (place < 0)
            {
                Edge(from, to, window, flow[window]);
                continue;
            }

            var values = from + place;
            var largest = *values;
            var best = 0;
            for (var tap = 1; tap < taps; tap++)
            {
                var at = offset[tap];
                var value = values[at];
                var chosen = value > largest ? -1 : 0;
                best = (at & chosen) | (best & ~chosen);
                largest = values[best];
            }

            to[place + best] += flow[window];
        }
    }

    private void Edge(T* from, T* to, int window, T flow)
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
            to[best] += flow;
        }
    }
}
