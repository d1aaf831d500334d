namespace FunctionalNet;

/// <summary>Two affine maps over the last axis with an activation between: [..., width] to [..., hidden] and back.</summary>
/// <remarks>Variables lie as those of the chain <c>Dense(hidden) >> activation >> Dropout(rate) >> Dense(width)</c>.</remarks>
/// <param name="Hidden">The elements between the maps.</param>
/// <param name="Activation">What stands between them; <see cref="Gelu"/> if absent.</param>
/// <param name="Dropout">The share of hidden elements that are dropped while training.</param>
public sealed record FeedForward(int Hidden, Layer? Activation = null, double Dropout = 0) : Layer
{
    /// <summary>Gets what stands between them; null for <see cref="Gelu"/>.</summary>
    public Layer? Activation
    {
        get;
        init => field = Nesting.Part(value);
    } = Nesting.Part(Activation);

    /// <summary>Gets the elements between the maps.</summary>
    public int Hidden { get; } = Ranges.Count(Hidden);

    /// <summary>Gets the share of hidden elements that are dropped while training.</summary>
    public double Dropout { get; } = Ranges.BelowOne(Dropout);

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

/// <content>FeedForward.</content>
public static partial class Net
{
    /// <summary>[..., width] to [..., hidden] and back, with an activation between.</summary>
    /// <example><code>Layer block = Residual(LayerNorm() >> FeedForward(256));</code></example>
    /// <inheritdoc cref="FunctionalNet.FeedForward"/>
    public static Layer FeedForward(int hidden, Layer? activation = null, double dropout = 0) =>
        new FeedForward(hidden, activation, dropout);
}
