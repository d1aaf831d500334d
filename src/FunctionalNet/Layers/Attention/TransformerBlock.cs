namespace FunctionalNet;

/// <summary>
/// h = x + attention(norm(x)), y = h + feedforward(norm(h)): [batch, tokens, width] to the same shape. The norms come before attention and
/// feed-forward (pre-norm), which trains without a warmup.
/// </summary>
/// <remarks>
/// Variables have the paths <c>norm1</c>, <c>attention</c>, <c>norm2</c> and <c>feedforward</c>. PyTorch: TransformerEncoderLayer with
/// norm_first. Xiong and others, "On Layer Normalization in the Transformer Architecture", 2020.
/// </remarks>
/// <param name="Heads">The number of heads.</param>
/// <param name="Hidden">The hidden size of the feed-forward part; four times the width if absent.</param>
/// <param name="Causal">Whether a token attends only to itself and earlier ones.</param>
/// <param name="Rotary">Whether queries and keys are rotated by their positions.</param>
/// <param name="Dropout">The dropout rate within both parts and of their outputs.</param>
/// <param name="Norm">The norm; <see cref="LayerNorm"/> if absent.</param>
/// <param name="Activation">The activation of the feed-forward part; <see cref="Gelu"/> if absent.</param>
/// <example><code>
/// Layer language = Embedding(1000, 64) >> TransformerBlock(heads: 4, causal: true, rotary: true) >> LayerNorm() >> Dense(1000);
/// </code></example>
public sealed partial record TransformerBlock(
    [Count] int Heads,
    [Count] int? Hidden = null,
    bool Causal = false,
    bool Rotary = false,
    [BelowOne] double Dropout = 0,
    Layer? Norm = null,
    Layer? Activation = null
) : Layer
{
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
