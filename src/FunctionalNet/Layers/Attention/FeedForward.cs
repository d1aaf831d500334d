namespace FunctionalNet;

/// <summary>Two affine maps over the last axis with an activation between them: [..., width] to [..., hidden] and back.</summary>
/// <remarks>The paths are those of the chain <c>Dense(hidden) >> activation >> Dropout(rate) >> Dense(width)</c>.</remarks>
/// <param name="Hidden">The size of the hidden axis.</param>
/// <param name="Activation">The activation between the maps; <see cref="Gelu"/> if absent.</param>
/// <param name="Dropout">The dropout rate of the hidden elements.</param>
/// <example><code>Layer block = Residual(LayerNorm() >> FeedForward(256));</code></example>
public sealed partial record FeedForward([Count] int Hidden, Layer? Activation = null, [BelowOne] double Dropout = 0)
    : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var width = x.Shape[x.Shape.Axis(-1, nameof(FeedForward))].Size;
        var layers =
            new Dense(Hidden)
            >> Named("activation", Activation ?? Net.Gelu())
            >> new Dropout(Dropout)
            >> new Dense(width);
        return layers.Apply(scope, x);
    }

    private static Named Named(string name, Layer inner) => new(name, inner);
}
