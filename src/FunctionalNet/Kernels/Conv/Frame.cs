namespace FunctionalNet.Kernels;

/// <summary>A window on one axis: output o reads index o stride + k dilation - before for each k below the kernel.</summary>
internal readonly record struct WindowAxis(int Size, int Outputs, int Kernel, int Stride, int Dilation, int Before)
{
    /// <summary>Gets the number of elements from the first to the last that one window reads, inclusive.</summary>
    public int Reach => ((Kernel - 1) * Dilation) + 1;

    /// <summary>
    /// Gets the number of elements from the first that the first window reads to the last that the last one does, inclusive.
    /// </summary>
    public int Extent => Outputs == 0 ? 0 : ((Outputs - 1) * Stride) + Reach;

    public int Place(int output, int tap) => (output * Stride) + (tap * Dilation) - Before;

    /// <summary>The number of taps of an output that are not in the padding.</summary>
    public int Inside(int output)
    {
        var first = Place(output, 0);
        var before = Math.Max(0, (Dilation - 1 - first) / Dilation);
        var end = first >= Size ? 0 : ((Size - 1 - first) / Dilation) + 1;
        return Math.Max(0, Math.Min(Kernel, end) - before);
    }
}

/// <summary>A window on three axes; with fewer axes, the outer ones have size 1. All planes of a tensor have the same window.</summary>
internal readonly record struct Frame(WindowAxis Depth, WindowAxis Height, WindowAxis Width)
{
    private static readonly WindowAxis Single = new(1, 1, 1, 1, 1, 0);

    /// <summary>Gets the number of elements of an input plane.</summary>
    public int Size => Depth.Size * Height.Size * Width.Size;

    /// <summary>Gets the number of windows.</summary>
    public int Outputs => Depth.Outputs * Height.Outputs * Width.Outputs;

    /// <summary>Gets the number of elements of a window.</summary>
    public int Taps => Depth.Kernel * Height.Kernel * Width.Kernel;

    /// <summary>The window over tensors of these sizes, from their third axis on.</summary>
    public static Frame Of(Window window, ReadOnlySpan<int> sizes, ReadOnlySpan<int> outputs)
    {
        Span<WindowAxis> axes = [Single, Single, Single];
        for (var axis = 0; axis < window.Rank; axis++)
        {
            axes[axis + 3 - window.Rank] = new WindowAxis(
                sizes[axis + 2],
                outputs[axis + 2],
                window.Kernel[axis],
                window.Strides[axis],
                window.Dilations[axis],
                window.Before[axis]
            );
        }

        return new(axes[0], axes[1], axes[2]);
    }

    /// <summary>Gets a value indicating whether each window is one element of its own, in order.</summary>
    public bool IsPlain => Taps == 1 && IsWhole(Depth) && IsWhole(Height) && IsWhole(Width);

    /// <summary>Gets the window of the adjoint for stride 1: from the outputs back to the inputs.</summary>
    public Frame Turned => new(Turn(Depth), Turn(Height), Turn(Width));

    /// <summary>Gets the number of windows on the outermost axis that has several.</summary>
    public int Slices =>
        Depth.Outputs > 1 ? Depth.Outputs
        : Height.Outputs > 1 ? Height.Outputs
        : Width.Outputs;

    /// <summary>
    /// The windows <paramref name="from"/> to <paramref name="from"/> + <paramref name="count"/> - 1 of that axis, with all of the others.
    /// </summary>
    public Frame Part(int from, int count)
    {
        return Depth.Outputs > 1 ? this with { Depth = Of(Depth) }
            : Height.Outputs > 1 ? this with { Height = Of(Height) }
            : this with { Width = Of(Width) };

        WindowAxis Of(WindowAxis axis) => axis with { Outputs = count, Before = axis.Before - (from * axis.Stride) };
    }

    /// <summary>The index in a plane that a tap of a window reads; -1 in the padding. Both count in row-major order.</summary>
    public int Place(int output, int tap)
    {
        var (w, h, d) = (
            output % Width.Outputs,
            output / Width.Outputs % Height.Outputs,
            output / Width.Outputs / Height.Outputs
        );
        var x = Width.Place(w, tap % Width.Kernel);
        var y = Height.Place(h, tap / Width.Kernel % Height.Kernel);
        var z = Depth.Place(d, tap / Width.Kernel / Height.Kernel);
        return (uint)x < (uint)Width.Size && (uint)y < (uint)Height.Size && (uint)z < (uint)Depth.Size
            ? (((z * Height.Size) + y) * Width.Size) + x
            : -1;
    }

    private static bool IsWhole(WindowAxis axis) => axis is { Stride: 1, Before: 0 } && axis.Outputs == axis.Size;

    private static WindowAxis Turn(WindowAxis axis) =>
        axis with
        {
            Size = axis.Outputs,
            Outputs = axis.Size,
            Before = axis.Reach - 1 - axis.Before,
        };
}
