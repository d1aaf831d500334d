namespace FunctionalNet;

/// <summary>
/// A feed-forward part over the tokens and one over the channels, each added to what it reads through a layer norm: [batch, tokens,
/// channels] to the same shape.
/// </summary>
/// <remarks>Variables lie under <c>tokens</c> and <c>channels</c>. Tolstikhin and others, "MLP-Mixer", 2021.</remarks>
/// <param name="Tokens">The hidden elements of the part over the tokens.</param>
/// <param name="Channels">The hidden elements of the part over the channels.</param>
/// <param name="Dropout">The share of hidden elements that are dropped while training.</param>
public sealed record MixerBlock(int Tokens, int Channels, double Dropout = 0) : Layer
{
    /// <summary>Gets the hidden elements of the part over the tokens.</summary>
    public int Tokens { get; } = Ranges.Count(Tokens);

    /// <summary>Gets the hidden elements of the part over the channels.</summary>
    public int Channels { get; } = Ranges.Count(Channels);

    /// <summary>Gets the share of hidden elements that are dropped while training.</summary>
    public double Dropout { get; } = Ranges.BelowOne(Dropout);

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

/// <content>MixerBlock.</content>
public static partial class Net
{
    /// <summary>Feed-forward parts over the tokens and over the channels of [batch, tokens, channels]; the shape of the input.</summary>
    /// <example><code>Layer model = MixerBlock(tokens: 32, channels: 64) >> Flatten() >> Dense(10);</code></example>
    /// <inheritdoc cref="FunctionalNet.MixerBlock"/>
    public static Layer MixerBlock(int tokens, int channels, double dropout = 0) =>
        new MixerBlock(tokens, channels, dropout);
}
