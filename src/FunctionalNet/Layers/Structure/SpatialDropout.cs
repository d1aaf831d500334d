namespace FunctionalNet;

/// <summary>
/// [batch, channels, ...]: sets whole channels of a sample to 0 with the given probability while training and scales the others by 1 / (1 -
/// rate); at inference it is the identity. The shape of the input.
/// </summary>
/// <remarks>PyTorch: Dropout1d to Dropout3d. Tompson and others, "Efficient Object Localization Using Convolutional Networks", 2015.</remarks>
/// <param name="Rate">The probability of a channel to be dropped, from 0 to below 1.</param>
/// <example><code>Layer model = SpatialDropout(0.1) >> Flatten() >> Dense(10);</code></example>
public sealed partial record SpatialDropout([BelowOne] double Rate) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank >= 2
            ? Drop(scope, x, Rate, axes: 2)
            : throw new ShapeException(
                nameof(SpatialDropout),
                $"{x.Shape} has no axis of channels",
                "give [batch, channels, ...]"
            );
    }

    /// <summary>Drops together all elements with the same indices on the first axes.</summary>
    internal static Expr Drop(Scope scope, Expr x, double rate, int axes)
    {
        if (!scope.IsTraining || rate.Equals(0))
        {
            return x;
        }

        var shape = new Shape([.. x.Shape.Select((dim, axis) => axis < axes ? dim : (Dim)1)]);
        var kept = scope.Noise("noise", shape, new Uniform()) >= rate;

        // Where rather than a product: a dropped element may be infinite.
        return kept.Where(x * (1 / (1 - rate)), 0);
    }
}
