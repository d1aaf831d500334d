namespace FunctionalNet;

/// <summary>
/// A window that slides over the axes behind batch and channels: what convolutions and pools have in common. Output o
/// reads place o stride + k dilation - before for each k below the kernel; what lies outside is padding.
/// </summary>
internal sealed record Window(Ints Kernel, Ints Strides, Ints Before, Ints After, Ints Dilations)
{
    private const int MaxAxes = 3;

    // So that places of an axis, stepped over and padded, can be counted.
    private const int MaxPlaces = 1 << 24;

    public int Rank => Kernel.Count;

    /// <summary>Gets the places of a window.</summary>
    public int Taps => Kernel.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>
    /// Gets a value indicating whether the padding on one side is as long as the kernel, which ONNX Runtime takes for a mistake in
    /// pools. A dilated window that stands out may need that.
    /// </summary>
    public bool HoldsItself => Kernel.Where((size, axis) => Math.Max(Before[axis], After[axis]) >= size).Any();

    /// <summary>A window over the axes of <paramref name="x"/> behind the first two.</summary>
    /// <exception cref="ShapeException">The numbers do not fit the axes.</exception>
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

    /// <summary>The number of axes behind the first two.</summary>
    /// <exception cref="ShapeException">There are none, or more than three.</exception>
    public static int Axes(string rule, Shape x) =>
        x.Rank - 2 is >= 1 and <= MaxAxes and var rank
            ? rank
            : throw new ShapeException(
                rule,
                $"{x} is not [batch, channels, ...] with 1 to {MaxAxes} axes to slide over",
                "insert or merge axes with Reshape"
            );

    /// <summary>The places from the first to behind the last that a window reads on an axis.</summary>
    public int Reach(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>The number of windows on an axis. A free axis is kept where the window does not change its size.</summary>
    /// <param name="rule">The operator.</param>
    /// <param name="x">The shape that the window slides over.</param>
    /// <param name="axis">The axis of the window.</param>
    /// <param name="ceiling">Whether a last window may stand out, as long as it begins inside.</param>
    /// <exception cref="ShapeException">There is no room for one window, or the number depends on a free axis.</exception>
    public Dim Outputs(string rule, Shape x, int axis, bool ceiling = false)
    {
        var (dim, stride) = (x[axis + 2], Strides[axis]);
        if (!dim.IsKnown && stride == 1 && Before[axis] + After[axis] == Reach(axis) - 1)
        {
            return dim;
        }

        // A window that stands out may be the only one.
        var room = Room(dim.Size, axis);
        if (room < 0 && !(ceiling && room > -stride))
        {
            throw new ShapeException(
                rule,
                $"axis {axis + 2} of {x} with {Before[axis]} + {After[axis]} places of padding has no room for a window of {Reach(axis)}",
                $"pad the axis by {-room} more, or take a smaller kernel or dilation"
            );
        }

        var outputs = ((room + (ceiling ? stride - 1 : 0)) / stride) + 1;
        return ceiling && (outputs - 1) * stride >= dim.Size + Before[axis] ? outputs - 1 : outputs;
    }

    /// <summary>How many places of a padded axis are left beside one window; less than 0 where the window stands out.</summary>
    public int Room(int size, int axis) => size + Before[axis] + After[axis] - Reach(axis);

    /// <summary>How many places of a padded axis lie behind the last window.</summary>
    public int Rest(Shape x, int axis) =>
        Strides[axis] == 1 ? 0 : (x[axis + 2].Size + Before[axis] + After[axis] - Reach(axis)) % Strides[axis];

    public override string ToString() =>
        $"{Kernel}"
        + (Strides.All(n => n == 1) ? string.Empty : $" stride {Strides}")
        + (Before.Concat(After).All(n => n == 0) ? string.Empty : $" pads {Before} {After}")
        + (Dilations.All(n => n == 1) ? string.Empty : $" dilation {Dilations}");
}
