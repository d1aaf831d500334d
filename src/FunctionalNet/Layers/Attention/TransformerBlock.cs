namespace FunctionalNet;

/// <summary>
/// h = x + attention(norm(x)), y = h + feedforward(norm(h)): [batch, tokens, width] to the same shape. The norms stand before what they
/// feed, which trains without a warmup.
/// </summary>
/// <remarks>
/// Variables lie under <c>norm1</c>, <c>attention</c>, <c>norm2</c> and <c>feedforward</c>. PyTorch: TransformerEncoderLayer with norm_first. Xiong
/// and others, "On Layer Normalization in the Transformer Architecture", 2020.
/// </remarks>
/// <param name="Heads">The number of heads.</param>
/// <param name="Hidden">The hidden elements of the feed-forward part; four times the width if absent.</param>
/// <param name="Causal">Whether a token sees only itself and those before it.</param>
/// <param name="Rotary">Whether queries and keys are turned by their places.</param>
/// <param name="Dropout">The share that is dropped of what both parts add, and within them, while training.</param>
/// <param name="Norm">The norm; <see cref="LayerNorm"/> if absent.</param>
/// <param name="Activation">The activation of the feed-forward part; <see cref="Gelu"/> if absent.</param>
public sealed record TransformerBlock(
    int Heads,
    int? Hidden = null,
    bool Causal = false,
    bool Rotary = false,
    double Dropout = 0,
    Layer? Norm = null,
    Layer? Activation = null
) : Layer
{
    /// <summary>Gets the number of heads.</summary>
    public int Heads { get; } = Ranges.Count(Heads);

    /// <summary>Gets the hidden elements of the feed-forward part; four times the width if absent.</summary>
    public int? Hidden { get; } = Hidden is { } given ? Ranges.Count(given, nameof(Hidden)) : null;

    /// <summary>Gets the share that is dropped of what both parts add, and within them, while training.</summary>
    public double Dropout { get; } = Ranges.BelowOne(Dropout);

    /// <summary>Gets the norm; null for <see cref="LayerNorm"/>.</summary>
    public Layer? Norm
    {
        get;
        init => field = Nesting.Part(value);
    } = Nesting.Part(Norm);

    /// <summary>Gets the activation of the feed-forward part; null for <see cref="Gelu"/>.</summary>
    public Layer? Activation
    {
        get;
        init => field = Nesting.Part(value);
    } = Nesting.Part(Activation);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var width = x.Shape[x.Shape.Axis(-1, nameof(TransformerBlock))].Size;
        var attention = new MultiHeadAttention(Heads, Causal: Causal, Rotary: Rotary, Dropout: Dropout);
        var forward = new FeedForward(Hidden ?? checked(4 * width), Activation, Dropout);
        x += Added("attention", "norm1", attention);
        return x + Added("feedforward", "norm2", forward);

        Expr Added(string name, string norm, Layer layer) =>
            scope.Apply(
                $"{name}dropout",
                new Dropout(Dropout),
                scope.Apply(name, layer, scope.Apply(norm, Norm ?? new LayerNorm(), x))
            );
    }
}

/// <content>TransformerBlock.</content>
public static partial class Net
{
    /// <summary>Attention and a feed-forward part, each added to what it reads through a norm; the shape of the input.</summary>
    /// <example><code>
    /// Layer language = Embedding(1000, 64) >> TransformerBlock(heads: 4, causal: true, rotary: true) >> LayerNorm() >> Dense(1000);
    /// </code></example>
    /// <inheritdoc cref="FunctionalNet.TransformerBlock"/>
    public static Layer TransformerBlock(
        int heads,
        int? hidden = null,
        bool causal = false,
        bool rotary = false,
        double dropout = 0,
        Layer? norm = null,
        Layer? activation = null
    ) => new TransformerBlock(heads, hidden, causal, rotary, dropout, norm, activation);
}
