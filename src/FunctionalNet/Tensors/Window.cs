namespace FunctionalNet;

/// <summary>
/// A window that slides over the axes after batch and channels: the common part of convolutions and pools. Output o reads index o stride +
/// k dilation - before for each k below the kernel; indices outside are padding.
/// </summary>
internal sealed record Window(Ints Kernel, Ints Strides, Ints Before, Ints After, Ints Dilations)
{
    private const int MaxAxes = 3;

    // Bounds strides and padding so that indices do not overflow.
    private const int MaxPlaces = 1 << 24;

    public int Rank => Kernel.Count;

    /// <summary>Gets the number of elements of a window.</summary>
    public int Taps => Kernel.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>
    /// Gets a value indicating whether the padding on one side is as long as the kernel, which ONNX Runtime rejects in pools. A dilated
    /// window that extends beyond the input may need that.
    /// </summary>
    public bool HoldsItself => Kernel.Where((size, axis) => Math.Max(Before[axis], After[axis]) >= size).Any();

    /// <summary>A window over the axes of <paramref name="x"/> after the first two.</summary>
    /// <exception cref="ShapeException">The numbers do not match the axes.</exception>
    public static Window Of(string rule, Shape x, Ints kernel, PerAxis? stride, Padding? padding, PerAxis? dilation)
    {
        var rank = Axes(rule, x);
        var strides = (stride ?? 1).For(rank, 1, rule, "stride");
        var dilations = (dilation ?? 1).For(rank, 1, rule, "dilation");
        for (var axis = 0; axis < rank; axis++)
        {
            Bounded(strides[axis], "steps");
            Bounded(((kernel[axis] - 1L) * dilations[axis]) + 1, "reaches over");
        }

        var (before, after) = (padding ?? Padding.None).For(rank, rule, Total);
        foreach (var count in before.Concat(after))
        {
            Bounded(count, "is padded by");
        }

        return new(kernel, strides, before, after, dilations);

        void Bounded(long places, string what)
        {
            if (places > MaxPlaces)
            {
                throw new ShapeException(rule, $"a window {what} {places} places", $"take at most {MaxPlaces}");
            }
        }

        int Total(int axis)
        {
            var reach = ((kernel[axis] - 1) * dilations[axis]) + 1;
            if (strides[axis] == 1)
            {
                return reach - 1;
            }

            var size = x[axis + 2].Size;
            var outputs = (size + strides[axis] - 1) / strides[axis];
            return Math.Max(0, ((outputs - 1) * strides[axis]) + reach - size);
        }
    }

    /// <summary>The number of axes after the first two.</summary>
    /// <exception cref="ShapeException">There are none, or more than three.</exception>
    public static int Axes(string rule, Shape x) =>
        x.Rank - 2 is >= 1 and <= MaxAxes and var rank
            ? rank
            : throw new ShapeException(
                rule,
                $"{x} is not [batch, channels, ...] with 1 to {MaxAxes} axes to slide over",
                "insert or merge axes with Reshape"
            );

    /// <summary>The extent of a window on an axis.</summary>
    public int Reach(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>The number of windows on an axis. A free axis is kept if the window does not change its size.</summary>
    /// <param name="rule">The operator.</param>
    /// <param name="x">The shape of the input.</param>
    /// <param name="axis">The axis of the window.</param>
    /// <param name="ceiling">Whether to round up: a last window may extend beyond the input, but must start inside.</param>
    /// <exception cref="ShapeException">The input is smaller than one window, or the number depends on a free axis.</exception>
    public Dim Outputs(string rule, Shape x, int axis, bool ceiling = false)
    {
        var (dim, stride) = (x[axis + 2], Strides[axis]);
        if (!dim.IsKnown && stride == 1 && Before[axis] + After[axis] == Reach(axis) - 1)
        {
            return dim;
        }

        // A window that extends beyond the input may be the only one.
        var room = Room(dim.Size, axis);
        if (room < 0 && !(ceiling && room > -stride))
        {
            throw new ShapeException(
                rule,
                $"axis {axis + 2} of {x} with {Before[axis]} + {After[axis]} elements of padding has no room for a window of {Reach(axis)}",
                $"pad the axis by {-room} more, or take a smaller kernel or dilation"
            );
        }

        var outputs = ((room + (ceiling ? stride - 1 : 0)) / stride) + 1;
        return ceiling && (outputs - 1) * stride >= dim.Size + Before[axis] ? outputs - 1 : outputs;
    }

    /// <summary>The elements of a padded axis in excess of one window; negative if the window is longer.</summary>
    public int Room(int size, int axis) => size + Before[axis] + After[axis] - Reach(axis);

    /// <summary>The elements of a padded axis after the last window.</summary>
    public int Rest(Shape x, int axis) =>
        Strides[axis] == 1 ? 0 : (x[axis + 2].Size + Before[axis] + After[axis] - Reach(axis)) % Strides[axis];

    public override string ToString() =>
        $"{Kernel}"
        + (Strides.All(n => n == 1) ? string.Empty : $" stride {Strides}")
        + (Before.Concat(After).All(n => n == 0) ? string.Empty : $" pads {Before} {After}")
        + (Dilations.All(n => n == 1) ? string.Empty : $" dilation {Dilations}");
}
