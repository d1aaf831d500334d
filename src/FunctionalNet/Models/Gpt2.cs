namespace FunctionalNet;

/// <summary>
/// GPT-2: tokens [batch, tokens] to logits of the next token at each, [batch, tokens, vocabulary]. Learned positions, pre-norm residual
/// blocks, and an output projection tied to the embedding.
/// </summary>
/// <remarks>
/// Paths are the names of Hugging Face's <c>GPT2Model</c> with slashes for dots, except that queries, keys and values are three matrices
/// here. Radford and others, "Language Models are Unsupervised Multitask Learners", 2019. Published files load with
/// <see cref="WeightRules.Gpt2"/>.
/// </remarks>
/// <param name="Vocabulary">The size of the vocabulary; 50,257 as published.</param>
/// <param name="Positions">The maximum length of a sequence.</param>
/// <param name="Width">The width of a token.</param>
/// <param name="Layers">The number of blocks.</param>
/// <param name="Heads">The number of heads.</param>
/// <param name="Dropout">The dropout rate of embeddings, attention weights and the output of each part.</param>
/// <param name="Epsilon">The ε that norms add to the variance.</param>
/// <example><code>
/// Layer small = Gpt2(50_257);                                            // 124 million parameters
/// Layer tiny = Gpt2(vocabulary: 100, positions: 64, width: 32, layers: 2, heads: 4);
/// </code></example>
public sealed partial record Gpt2(
    [Count] int Vocabulary,
    [Count] int Positions = 1024,
    [Count] int Width = 768,
    [Count] int Layers = 12,
    [Count] int Heads = 12,
    [BelowOne] double Dropout = 0,
    [NotNegative] double Epsilon = 1e-5
) : Layer
{
    /// <inheritdoc/>
    protected internal override ElementType InputType => ElementType.Int64;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var start = new Normal(0.02);
        var tokens = scope.Apply("wte", new Embedding(Vocabulary, Width, start), x);
        var y = scope.Apply("drop", new Dropout(Dropout), scope.Apply("wpe", new LearnedPositions(Positions), tokens));
        for (var i = 0; i < Layers; i++)
        {
            y = scope.In("h").Apply($"{i}", Of("Block", Block), y);
        }

        y = scope.Apply("ln_f", new LayerNorm(Epsilon: Epsilon), y);
        return y.MatMul(scope.In("wte").Parameter("weight", new(Vocabulary, Width), start).Transpose());
    }

    private Expr Block(Scope scope, Expr x)
    {
        var attention = new MultiHeadAttention(Heads, Causal: true, Dropout: Dropout);
        var forward =
            new Named("c_fc", new Dense(checked(4 * Width)))
            >> new Gelu(Approximate: true)
            >> new Named("c_proj", new Dense(Width));
        x += Added("attn", attention, "ln_1");
        return x + Added("mlp", forward, "ln_2");

        Expr Added(string name, Layer layer, string norm) =>
            scope.Apply(
                $"{name}_drop",
                new Dropout(Dropout),
                scope.Apply(name, layer, scope.Apply(norm, new LayerNorm(Epsilon: Epsilon), x))
            );
    }
}
