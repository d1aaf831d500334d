namespace FunctionalNet;

/// <summary>The output of <see cref="Bert"/>.</summary>
public enum BertOutput
{
    /// <summary>A vector for each token, [batch, tokens, width].</summary>
    Tokens,

    /// <summary>The mean of the vectors of tokens that are not padding, [batch, width]: the usual output of sentence encoders.</summary>
    Mean,

    /// <summary>tanh of an affine map of the first token, [batch, width]: the input of the paper's classifiers.</summary>
    Pooled,
}

/// <summary>
/// BERT: tokens [batch, tokens] to vectors [batch, tokens, width], where each token attends to all others. Learned positions and post-norm
/// residual blocks. MiniLM and most sentence encoders are the same in other sizes.
/// </summary>
/// <remarks>
/// Paths are the names of Hugging Face's <c>BertModel</c> with slashes for dots, except for the parts of attention. All tokens have type 0,
/// as in a single text. Devlin and others, "BERT", 2018; Reimers and Gurevych, "Sentence-BERT", 2019. Published files load with
/// <see cref="WeightRules.Bert"/>.
/// </remarks>
/// <param name="Vocabulary">The size of the vocabulary; 30,522 as published.</param>
/// <param name="Positions">The maximum length of a sequence.</param>
/// <param name="Width">The width of a token.</param>
/// <param name="Layers">The number of blocks.</param>
/// <param name="Heads">The number of heads.</param>
/// <param name="Hidden">The hidden size of the feed-forward part; four times the width if absent.</param>
/// <param name="Padding">The padding token, which is masked in attention; none if absent.</param>
/// <param name="Output">The kind of output.</param>
/// <param name="Dropout">The dropout rate of embeddings, attention weights and the output of each part.</param>
/// <param name="Epsilon">The ε that norms add to the variance.</param>
/// <example><code>
/// Layer miniLm = Bert(30_522, width: 384, layers: 6, output: BertOutput.Mean); // sentence-transformers/all-MiniLM-L6-v2
/// Layer classifier = Bert(30_522, output: BertOutput.Pooled) >> Dense(2);
/// </code></example>
public sealed partial record Bert(
    [Count] int Vocabulary,
    [Count] int Positions = 512,
    [Count] int Width = 768,
    [Count] int Layers = 12,
    [Count] int Heads = 12,
    [Count] int? Hidden = null,
    [Number] int? Padding = 0,
    BertOutput Output = BertOutput.Tokens,
    [BelowOne] double Dropout = 0,
    [NotNegative] double Epsilon = 1e-12
) : Layer
{
    // The types of a first and of a second text, for which published tables have a row each.
    private const int Types = 2;

    /// <inheritdoc/>
    protected internal override ElementType InputType => ElementType.Int64;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var isThere = Padding is { } padding
            ? x.Equal(Ops.Constant(Shape.Scalar, [padding], ElementType.Int64)).Not()
            : null;
        var mask = isThere?.Unsqueeze(1).Unsqueeze(1);
        var y = scope.Apply("embeddings", Of("Embeddings", Embedded), x);
        for (var i = 0; i < Layers; i++)
        {
            y = scope
                .In("encoder")
                .In("layer")
                .Apply($"{i}", Of("Block", (inner, read) => Block(inner, read, mask)), y);
        }

        return Output switch
        {
            BertOutput.Mean when isThere is not null => MeanOf(y, isThere.Cast(ElementType.Float).Unsqueeze(-1)),
            BertOutput.Mean => y.ReduceMean([1]),
            BertOutput.Pooled => scope.In("pooler").Apply("dense", Map(Width), y.Narrow(1, 0, 1).Squeeze(1)).Tanh(),
            _ => y,
        };
    }

    private static Dense Map(int units) => new(units, Kernel: new Normal(0.02));

    // The mean of a sequence of only padding is 0.
    private static Expr MeanOf(Expr y, Expr weights) => (y * weights).ReduceSum([1]) / weights.ReduceSum([1]).Max(1e-9);

    private Expr Embedded(Scope scope, Expr tokens)
    {
        var start = new Normal(0.02);
        var y = scope.Apply("word_embeddings", new Embedding(Vocabulary, Width, start), tokens);
        y = scope.Apply("position_embeddings", new LearnedPositions(Positions), y);
        var roles = new AxisRoles(new(Types, Width), AxisRole.Entry, AxisRole.Input);
        y += scope.In("token_type_embeddings").Parameter("weight", new(Types, Width), start, roles).Narrow(0, 0, 1);
        y = scope.Apply("LayerNorm", new LayerNorm(Epsilon: Epsilon), y);
        return scope.Apply("dropout", new Dropout(Dropout), y);
    }

    private Expr Block(Scope scope, Expr x, Expr? mask)
    {
        var attention = scope.In("attention");
        var seen = new MultiHeadAttention(Heads, Dropout: Dropout).Apply(attention.In("self"), x, x, mask);
        x = Ended(attention.In("output"), seen, x);
        var hidden = scope.In("intermediate").Apply("dense", Map(Hidden ?? checked(4 * Width)), x).Gelu();
        return Ended(scope.In("output"), scope.In("output").Apply("dense", Map(Width), hidden), x);
    }

    private Expr Ended(Scope scope, Expr y, Expr x) =>
        scope.Apply("LayerNorm", new LayerNorm(Epsilon: Epsilon), x + scope.Apply("dropout", new Dropout(Dropout), y));
}
