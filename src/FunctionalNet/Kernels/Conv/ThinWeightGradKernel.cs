using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// The gradient of a convolution with respect to filters with fewer taps than a vector has lanes, such as those of a first layer: dot
/// products along the windows of a sample, with whole rows of patches. Samples are summed in parts that depend only on the shapes.
/// </summary>
internal sealed unsafe class ThinWeightGradKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxPlaces = 16;
    private const int FewestWindows = 128;
    private const int MaxElements = 128 * 1024;
    private const int MaxParts = 8;

    private readonly GemmKernels<T> kernels = GemmKernels<T>.For(Simd.Width);
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly Buffer<T> x;
    private readonly Buffer<T> dy;
    private readonly Buffer<T> dw;
    private readonly Frame frame;
    private readonly Slab slab;
    private readonly ConvTile windows;
    private readonly PinnedMemory<int> offsets;
    private readonly PinnedMemory<T> partials;
    private readonly int places;
    private readonly int width;
    private readonly int slabLength;
    private readonly int parts;
    private readonly Team team;
    private readonly Partition partition;

    public ThinWeightGradKernel(Window window, Buffer<T> x, Buffer<T> dy, Buffer<T> dw, Team team)
    {
        (this.x, this.dy, this.dw, this.team) = (x, dy, dw, team);
        frame = Frame.Of(window, x.Sizes, dy.Sizes);
        slab = new Slab(frame);
        windows = ConvTile.Whole(frame.Outputs, kernels.Lanes, slab.Runs);
        width = windows.Vectors * kernels.Lanes;
        places = dw.Sizes[1] * frame.Taps;
        slabLength = ((x.Sizes[1] * slab.Length) + kernels.Lanes + 15) / 16 * 16;
        offsets = new PinnedMemory<int>(places);
        for (var i = 0; i < places; i++)
        {
            offsets.Span[i] = (i / frame.Taps * slab.Length) + slab.Taps[i % frame.Taps];
        }

        parts = Math.Max(1, Math.Min(MaxParts, x.Sizes[0]));
        partials = new PinnedMemory<T>(parts * dw.Length);
        partition = new Partition(parts, (part, _) => Part(part), 2L * dy.Length * places < FlopsWorthAThread);
    }

    /// <summary>Whether it is the faster kernel for filters of one group.</summary>
    public static bool Fits(Shape dw, Shape dy)
    {
        var (places, outputs) = (dw[1..].Size, dy[2..].Size);
        return places <= MaxPlaces && outputs >= FewestWindows && places * outputs <= MaxElements;
    }

    public override void Run()
    {
        partition.Run(team);
        partials.Span[..dw.Length].CopyTo(dw.Span);
        for (var part = 1; part < parts; part++)
        {
            TensorPrimitives.Add(dw.Span, partials.Span.Slice(part * dw.Length, dw.Length), dw.Span);
        }
    }

    private void Part(int part)
    {
        var panel = GemmScratch<T>.Reserve(slabLength + (places * width)) + slabLength;
        var copies = panel - slabLength;
        var sums = partials.Pointer + (part * dw.Length);
        new Span<T>(sums, dw.Length).Clear();
        var end = PartStart(x.Sizes[0], parts, part + 1);
        for (var sample = PartStart(x.Sizes[0], parts, part); sample < end; sample++)
        {
            for (var channel = 0; channel < x.Sizes[1]; channel++)
            {
                var plane = x.Pointer + ((((nint)sample * x.Sizes[1]) + channel) * frame.Size);
                slab.Load(loops, plane, copies + (channel * slab.Length));
            }

            loops.Gather(copies, offsets.Pointer, places, windows.Runs, windows.Count, panel, width);
            Products(dy.Pointer + ((nint)sample * dw.Sizes[0] * frame.Outputs), panel, sums);
        }
    }

    private void Products(T* flow, T* panel, T* sums)
    {
        for (var filter = 0; filter < dw.Sizes[0]; filter += kernels.DotRows)
        {
            var high = Math.Min(kernels.DotRows, dw.Sizes[0] - filter);
            for (var place = 0; place < places; place += GemmKernels<T>.MaxDotColumns)
            {
                var wide = Math.Min(GemmKernels<T>.MaxDotColumns, places - place);
                kernels
                    .Dot(high, wide)
                    .Run(
                        frame.Outputs,
                        flow + ((nint)filter * frame.Outputs),
                        frame.Outputs,
                        panel + (place * width),
                        width,
                        sums + (filter * places) + place,
                        places,
                        true
                    );
            }
        }
    }
}
