namespace FunctionalNet;

/// <summary>
/// A feed-forward part over the tokens and one over the channels, each residual and with a layer norm before it: [batch, tokens, channels]
/// to the same shape.
/// </summary>
/// <remarks>Variables have the paths <c>tokens</c> and <c>channels</c>. Tolstikhin and others, "MLP-Mixer", 2021.</remarks>
/// <param name="Tokens">The hidden size of the part over the tokens.</param>
/// <param name="Channels">The hidden size of the part over the channels.</param>
/// <param name="Dropout">The dropout rate of the hidden elements.</param>
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
