namespace FunctionalNet;

/// <summary>
/// Llama: tokens [batch, tokens] to logits of the next token at each, [batch, tokens, vocabulary]. RMS norms, rotary positions,
/// grouped-query attention, SwiGLU, and no biases; Mistral is the same.
/// </summary>
/// <remarks>
/// Paths are the names of Hugging Face's <c>LlamaModel</c> with slashes for dots, but <c>query</c>, <c>key</c>, <c>value</c> and
/// <c>output</c> for <c>q_proj</c> to <c>o_proj</c>. Touvron and others, "LLaMA", 2023. Published files load with
/// <see cref="WeightRules.Llama"/>.
/// </remarks>
/// <param name="Vocabulary">The size of the vocabulary.</param>
/// <param name="Width">The width of a token.</param>
/// <param name="Hidden">The hidden size of the feed-forward part.</param>
/// <param name="Layers">The number of blocks.</param>
/// <param name="Heads">The number of heads.</param>
/// <param name="KeyValueHeads">The number of heads of keys and values; as many as heads if absent.</param>
/// <param name="HeadWidth">The size of a head; the width divided by the heads if absent.</param>
/// <param name="Period">The base of the wavelengths of positions, <c>rope_theta</c>.</param>
/// <param name="Epsilon">The ε that norms add to the mean square.</param>
/// <param name="Tied">Whether the output projection is tied to the embedding.</param>
/// <example><code>
/// Layer tiny = Llama(vocabulary: 100, width: 32, hidden: 64, layers: 2, heads: 4, keyValueHeads: 2);
/// </code></example>
public sealed partial record Llama(
    [Count] int Vocabulary,
    [Count] int Width,
    [Count] int Hidden,
    [Count] int Layers,
    [Count] int Heads,
    [Count] int? KeyValueHeads = null,
    [Count] int? HeadWidth = null,
    [Positive] double Period = 10_000,
    [NotNegative] double Epsilon = 1e-5,
    bool Tied = false
) : Layer
{
    /// <inheritdoc/>
    protected internal override ElementType InputType => ElementType.Int64;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var start = new Normal(0.02);
        var y = scope.Apply("embed_tokens", new Embedding(Vocabulary, Width, start), x);
        for (var i = 0; i < Layers; i++)
        {
            y = scope.In("layers").Apply($"{i}", Of("Block", Block), y);
        }

        y = scope.Apply("norm", new RmsNorm(Epsilon: Epsilon), y);
        return Tied
            ? y.MatMul(scope.In("embed_tokens").Parameter("weight", new(Vocabulary, Width), start).Transpose())
            : scope.Apply("lm_head", Map(Vocabulary), y);
    }

    private static Dense Map(int units) => new(units, Bias: false, new Normal(0.02));

    private Expr Block(Scope scope, Expr x)
    {
        var attention = new MultiHeadAttention(
            Heads,
            HeadWidth,
            Causal: true,
            Rotary: true,
            Bias: false,
            KeyValueHeads: KeyValueHeads,
            Period: Period
        );
        x += scope.Apply("self_attn", attention, Normed("input_layernorm", x));
        return x + scope.Apply("mlp", Of("SwiGlu", Forward), Normed("post_attention_layernorm", x));

        Expr Normed(string name, Expr read) => scope.Apply(name, new RmsNorm(Epsilon: Epsilon), read);
    }

    private Expr Forward(Scope scope, Expr x)
    {
        var gate = scope.Apply("gate_proj", Map(Hidden), x).Silu();
        return scope.Apply("down_proj", Map(Width), gate * scope.Apply("up_proj", Map(Hidden), x));
    }
}
