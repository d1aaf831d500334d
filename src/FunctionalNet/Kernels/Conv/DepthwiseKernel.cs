using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// The common part of the three kernels of depthwise convolutions, whose filters read one channel each: a channel is one padded plane.
/// </summary>
internal abstract unsafe class DepthwiseRows<T> : RowKernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PinnedMemory<int> taps;
    private readonly PinnedMemory<int> rows;

    /// <summary>Initializes a new instance of the <see cref="DepthwiseRows{T}"/> class.</summary>
    /// <param name="frame">The window over a plane.</param>
    /// <param name="planes">The number of planes, each computed alone.</param>
    /// <param name="filters">The number of filters per plane.</param>
    /// <param name="team">The threads.</param>
    protected DepthwiseRows(Frame frame, int planes, int filters, Team team)
        : base(planes, filters * frame.Taps * frame.Outputs, team)
    {
        (Frame, Filters, Slab) = (frame, filters, new Slab(frame));
        taps = new PinnedMemory<int>(frame.Taps);
        Slab.Taps.CopyTo(taps.Span);
        int[] starts = [.. Slab.Rows];
        rows = new PinnedMemory<int>(starts.Length);
        starts.CopyTo(rows.Span);
        Lines = starts.Length;
    }

    protected ConvLoops<T> Loops { get; } = ConvLoops<T>.Instance;

    protected Frame Frame { get; }

    protected int Filters { get; }

    protected Slab Slab { get; }

    /// <summary>Gets the number of rows of windows.</summary>
    protected int Lines { get; }

    protected int* Taps => taps.Pointer;

    protected int* Starts => rows.Pointer;

    protected int Line => Frame.Width.Outputs;

    // A vector may extend beyond the last row.
    protected T* Space => GemmScratch<T>.Reserve(SpaceLength);

    protected int SpaceLength => Slab.Length + (64 / sizeof(T));
}

/// <summary>A depthwise convolution.</summary>
internal sealed unsafe class DepthwiseKernel<T>(
    Window window,
    Buffer<T> x,
    Buffer<T> w,
    Buffer<T> y,
    Team team,
    Epilogue? epilogue
) : DepthwiseRows<T>(Frame.Of(window, x.Sizes, y.Sizes), x.Sizes[0] * x.Sizes[1], w.Sizes[0] / x.Sizes[1], team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Row(int row)
    {
        var space = Space;
        Slab.Load(Loops, x.Pointer + ((nint)row * Frame.Size), space);
        for (var filter = 0; filter < Filters; filter++)
        {
            var weights = w.Pointer + ((((nint)row % x.Sizes[1] * Filters) + filter) * Frame.Taps);
            var to = y.Pointer + ((((nint)row * Filters) + filter) * Frame.Outputs);
            Loops.Correlate(space, Starts, Lines, Taps, weights, Frame.Taps, to, Line);
        }

        epilogue?.Run(row * Filters, Filters, 0, Frame.Outputs, Team.Worker);
    }
}

/// <summary>Its transpose, which is also its gradient with respect to the input.</summary>
internal sealed unsafe class DepthwiseTransposeKernel<T>(
    Window window,
    Buffer<T> x,
    Buffer<T> w,
    Buffer<T> y,
    Team team
) : DepthwiseRows<T>(Frame.Of(window, y.Sizes, x.Sizes), y.Sizes[0] * y.Sizes[1], x.Sizes[1] / y.Sizes[1], team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Row(int row)
    {
        var space = Space;
        new Span<T>(space, SpaceLength).Clear();
        for (var filter = 0; filter < Filters; filter++)
        {
            var weights = w.Pointer + ((((nint)row % y.Sizes[1] * Filters) + filter) * Frame.Taps);
            var from = x.Pointer + ((((nint)row * Filters) + filter) * Frame.Outputs);
            Loops.CorrelateAdjoint(from, Line, weights, Taps, Frame.Taps, Starts, Lines, space);
        }

        Slab.Store(space, y.Pointer + ((nint)row * Frame.Size));
    }
}

/// <summary>Its gradient with respect to the filters; the samples of a channel are added in order.</summary>
internal sealed unsafe class DepthwiseWeightGradKernel<T>(
    Window window,
    Buffer<T> x,
    Buffer<T> dy,
    Buffer<T> dw,
    Team team
) : DepthwiseRows<T>(Frame.Of(window, x.Sizes, dy.Sizes), x.Sizes[1], x.Sizes[0] * (dw.Sizes[0] / x.Sizes[1]), team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int filters = dw.Sizes[0] / x.Sizes[1];

    protected override void Row(int row)
    {
        var space = Space;
        var to = dw.Pointer + ((nint)row * filters * Frame.Taps);
        new Span<T>(to, filters * Frame.Taps).Clear();
        for (var sample = 0; sample < x.Sizes[0]; sample++)
        {
            var plane = ((nint)sample * x.Sizes[1]) + row;
            Slab.Load(Loops, x.Pointer + (plane * Frame.Size), space);
            for (var i = 0; i < filters * Frame.Taps; i++)
            {
                var (filter, tap) = Math.DivRem(i, Frame.Taps);
                var flow = dy.Pointer + (((plane * filters) + filter) * Frame.Outputs);
                to[i] += Loops.Dot(space + Taps[tap], Starts, Lines, flow, Line);
            }
        }
    }
}
