namespace FunctionalNet;

/// <summary>The parameters and checks that the convolutional layers share.</summary>
internal static class ConvolutionParameters
{
    /// <summary>The filters [filters, channels / groups, ...], or, if transposed, [channels, filters / groups, ...].</summary>
    public static Expr Weight(
        Scope scope,
        Expr x,
        string layer,
        int axes,
        int filters,
        PerAxis kernel,
        int groups,
        Initializer? initializer,
        bool isTransposed = false
    )
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(kernel);
        var channels = Channels(x, layer, axes, groups);
        Divide(filters, "filters", groups, layer);
        var shape = isTransposed ? new Shape(channels, filters / groups) : new Shape(filters, channels / groups);
        var weight = shape.Append(Sizes(kernel, axes, layer));
        return scope.Parameter(
            "weight",
            weight,
            initializer ?? new GlorotUniform(),
            isTransposed ? Transposed(weight, groups) : AxisRoles.Of(weight)
        );
    }

    /// <summary>y plus a bias per channel, if there is one.</summary>
    public static Expr Biased(Scope scope, Expr y, bool wanted) =>
        wanted
            ? y
                + scope
                    .Parameter("bias", new(y.Shape[1]), new Zeros())
                    .Reshape([-1, .. Enumerable.Repeat(1, y.Shape.Rank - 2)])
            : y;

    /// <summary>Checks the number of axes of x after batch and channels.</summary>
    /// <exception cref="ShapeException">The number of axes differs.</exception>
    public static Expr Require(Expr x, string layer, int axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank == axes + 2
            ? x
            : throw new ShapeException(
                layer,
                $"{x.Shape} has {x.Shape.Rank} axes, not {axes + 2}",
                $"give [batch, channels, {(axes == 1 ? "length" : axes == 2 ? "height, width" : "depth, height, width")}]"
            );
    }

    /// <summary>The roles of the axes of transposed filters [in, out / groups, ...]: an output sums over the inputs of its group.</summary>
    public static AxisRoles Transposed(Shape weight, int groups)
    {
        IEnumerable<AxisRole> window = Enumerable.Repeat(AxisRole.Window, weight.Rank - 2);
        return groups == 1
            ? new(weight, [AxisRole.Input, AxisRole.Output, .. window])
            : new(
                new Shape(groups, weight[0].Size / groups).Append(weight[1..]),
                [AxisRole.Output, AxisRole.Input, AxisRole.Output, .. window]
            );
    }

    private static int Channels(Expr x, string layer, int axes, int groups)
    {
        var channels = Require(x, layer, axes).Shape[1].Size;
        Divide(channels, "channels", groups, layer);
        return channels;
    }

    private static void Divide(int count, string what, int groups, string layer)
    {
        if (groups < 1 || count < 1 || count % groups != 0)
        {
            throw new ShapeException(
                layer,
                $"{count} {what} do not fall into {groups} groups",
                "let the number of groups divide channels and filters"
            );
        }
    }

    private static Shape Sizes(PerAxis kernel, int axes, string layer) =>
        Shape.Of([.. kernel.For(axes, 1, layer, "kernel")]);
}
