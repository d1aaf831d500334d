namespace FunctionalNet;

/// <summary>
/// A feed-forward part over the tokens and one over the channels, each added to what it reads through a layer norm: [batch, tokens,
/// channels] to the same shape.
/// </summary>
/// <remarks>Variables lie under <c>tokens</c> and <c>channels</c>. Tolstikhin and others, "MLP-Mixer", 2021.</remarks>
/// <param name="Tokens">The hidden elements of the part over the tokens.</param>
/// <param name="Channels">The hidden elements of the part over the channels.</param>
/// <param name="Dropout">The share of hidden elements that are dropped while training.</param>
/// <example><code>Layer model = MixerBlock(tokens: 32, channels: 64) >> Flatten() >> Dense(10);</code></example>
public sealed partial record MixerBlock([Count] int Tokens, [Count] int Channels, [BelowOne] double Dropout = 0) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var turn = new Transpose(0, 2, 1);
        var tokens = new LayerNorm() >> turn >> new FeedForward(Tokens, Dropout: Dropout) >> turn;
        var channels = new LayerNorm() >> new FeedForward(Channels, Dropout: Dropout);
        return scope.Apply("channels", new Residual(channels), scope.Apply("tokens", new Residual(tokens), x));
    }
}
