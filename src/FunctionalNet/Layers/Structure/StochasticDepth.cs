namespace FunctionalNet;

/// <summary>
/// y = x + layer(x), where the branch is dropped for a sample with the given probability while training, and else scaled by 1 / (1 - rate);
/// at inference it is <see cref="Residual"/>. The shape of the input, which the layer must preserve.
/// </summary>
/// <remarks>The paths are those of the layer. Huang and others, "Deep Networks with Stochastic Depth", 2016.</remarks>
/// <param name="Rate">The probability that a sample drops the branch, from 0 to below 1.</param>
/// <param name="Inner">The layer.</param>
/// <example><code>Layer block = StochasticDepth(0.1, LayerNorm() >> Dense(64) >> Gelu());</code></example>
public sealed partial record StochasticDepth([BelowOne] double Rate, Layer Inner) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var y = scope.Within(Inner, x);
        if (y.Shape != x.Shape || x.Shape.Rank == 0)
        {
            throw new ShapeException(
                nameof(StochasticDepth),
                $"the layer turns {x.Shape} into {y.Shape}",
                "let it keep the shape of its input, whose first axis is the batch"
            );
        }

        return x + SpatialDropout.Drop(scope, y, Rate, axes: 1);
    }
}
