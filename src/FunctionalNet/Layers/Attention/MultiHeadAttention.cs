namespace FunctionalNet;

/// <summary>
/// Multi-head self-attention, softmax(Q Kᵀ / √d) V per head, concatenated, and an affine map after it: [batch, tokens, width] to the same
/// shape. Each token attends to all tokens, or, if causal, to those up to itself.
/// </summary>
/// <remarks>
/// Parameters: those of <see cref="Dense"/> under <c>query</c>, <c>key</c>, <c>value</c> and <c>output</c>. PyTorch's MultiheadAttention
/// has the first three as one matrix, transposed. ONNX: its body. Vaswani and others, "Attention Is All You Need", 2017.
/// </remarks>
/// <param name="Heads">The number of heads.</param>
/// <param name="HeadWidth">d, the size of a head; the width divided by the heads if absent.</param>
/// <param name="Causal">Whether a token attends only to itself and earlier ones.</param>
/// <param name="Rotary">Whether queries and keys are rotated by their positions: <see cref="RotaryPositions"/>.</param>
/// <param name="Bias">Whether the four maps have a bias.</param>
/// <param name="Dropout">The dropout rate of the attention weights.</param>
/// <param name="KeyValueHeads">The number of heads of keys and values, each shared by equally many consecutive query heads; the number of
/// heads if absent. Ainslie and others, "GQA", 2023.</param>
/// <param name="Period">The base of the wavelengths of <see cref="RotaryPositions"/>.</param>
/// <example><code>Layer block = Residual(LayerNorm() >> MultiHeadAttention(heads: 4, causal: true));</code></example>
public sealed partial record MultiHeadAttention(
    [Count] int Heads,
    [Count] int? HeadWidth = null,
    bool Causal = false,
    bool Rotary = false,
    bool Bias = true,
    [BelowOne] double Dropout = 0,
    [Count] int? KeyValueHeads = null,
    [Positive] double Period = 10_000
) : Layer
{
    // Below any score in float32 or bfloat16, and finite: a fully masked row gives uniform weights rather than NaN.
    private const double Unseen = -3e38;

    private bool IsGrouped => KeyValueHeads is { } shared && shared != Heads;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => Apply(scope, x, x);

    /// <summary>Cross-attention: [batch, tokens, width] and a memory [batch, others, any] to [batch, tokens, width].</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="x">The queries' input, [batch, tokens, width].</param>
    /// <param name="memory">The input of keys and values, [batch, others, any].</param>
    /// <param name="mask">Bools that broadcast to [batch, heads, tokens, others], true where a token attends; all if absent.</param>
    /// <exception cref="ShapeException">The heads do not divide the width, or the mask does not broadcast.</exception>
    /// <example><code>
    /// public sealed record Decoder(Layer Encoder) : Layer
    /// {
    ///     public override Expr Apply(Scope scope, Expr x) =>
    ///         new MultiHeadAttention(4).Apply(scope.In("cross"), x, scope.Apply("encoder", Encoder, x));
    /// }
    /// </code></example>
    public Expr Apply(Scope scope, Expr x, Expr memory, Expr? mask = null) =>
        Attend(scope, x, memory, memory, mask).Output;

    /// <summary>
    /// Attention with separate keys and values, and its weights: [batch, tokens, width] and [batch, others, any] to [batch, tokens, width],
    /// and weights [batch, heads, tokens, others], whose sum over the others is 1.
    /// </summary>
    /// <param name="scope">The scope.</param>
    /// <param name="x">The queries' input, [batch, tokens, width].</param>
    /// <param name="keys">The keys' input, [batch, others, any].</param>
    /// <param name="values">The values' input, [batch, others, any].</param>
    /// <param name="mask">Bools that broadcast to [batch, heads, tokens, others], true where a token attends; all if absent.</param>
    /// <remarks>
    /// PyTorch: MultiheadAttention with kdim, vdim and need_weights; PyTorch's weights are averaged over the heads by default. The weights
    /// here are before dropout.
    /// </remarks>
    /// <exception cref="ShapeException">The heads do not divide the width, keys and values differ in number, or the mask does not
    /// broadcast.</exception>
    /// <example><code>
    /// Layer weights = Layer.Of("Weights", (scope, x) => new MultiHeadAttention(4).Attend(scope, x, x, x).Weights);
    /// </code></example>
    public (Expr Output, Expr Weights) Attend(Scope scope, Expr x, Expr keys, Expr values, Expr? mask = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        Check(x, keys);
        if (values.Shape.Rank != 3 || values.Shape[..2] != keys.Shape[..2])
        {
            throw new ShapeException(
                nameof(MultiHeadAttention),
                $"the keys are {keys.Shape}, the values {values.Shape}",
                "give a value for each key: [batch, others, any]"
            );
        }

        var width = HeadWidth ?? x.Shape[^1].Size / Heads;
        var shared = KeyValueHeads ?? Heads;
        var query = Split(scope.Apply("query", Map(checked(width * Heads)), x) * (1 / Math.Sqrt(width)), Heads, width);
        var key = Split(scope.Apply("key", Map(checked(width * shared)), keys), shared, width);
        var value = Split(scope.Apply("value", Map(checked(width * shared)), values), shared, width);
        if (Rotary)
        {
            var turn = new RotaryPositions(Period);
            (query, key) = (turn.Apply(scope, query), turn.Apply(scope, key));
        }

        // Cross-attention has the whole memory in each step.
        var step = ReferenceEquals(x, keys) ? scope.Decoding : null;
        if (step is not null)
        {
            CheckCausal();
            (key, value) = (step.Keep(scope, "key", key), step.Keep(scope, "value", value));
        }

        var scores = Ungrouped(Grouped(query).MatMul(key.Transpose()));
        if (step is not null)
        {
            scores = step.Seen.Where(scores, Unseen);
        }
        else if (Causal)
        {
            scores = Past(scores.Shape[^2].Size, scores.Shape[^1].Size).Where(scores, Unseen);
        }

        if (mask is not null)
        {
            scores = mask.Where(scores, Unseen);
        }

        var weights = scores.Softmax();
        var looks = Grouped(new Dropout(Dropout).Apply(scope, weights));
        var seen = Ungrouped(looks.MatMul(value)).Transpose(0, 2, 1, 3).Reshape(0, 0, checked(width * Heads));
        return (scope.Apply("output", Map(x.Shape[^1].Size), seen), weights);
    }

    // Queries and keys end at the same position.
    private static Expr Past(int tokens, int others)
    {
        var seen = new double[tokens * others];
        for (var i = 0; i < seen.Length; i++)
        {
            var (token, other) = Math.DivRem(i, others);
            seen[i] = other - others <= token - tokens ? 1 : 0;
        }

        return Ops.Constant(new(tokens, others), seen, ElementType.Bool);
    }

    private Dense Map(int width) => new(width, Bias);

    // [batch, tokens, heads · width] to [batch, heads, tokens, width].
    private static Expr Split(Expr x, int heads, int width) => x.Reshape(0, 0, heads, width).Transpose(0, 2, 1, 3);

    // [batch, heads, tokens, width] to [batch, shared, heads / shared · tokens, width]: one product for all query heads that share a key
    // head.
    private Expr Grouped(Expr x) => IsGrouped ? x.Reshape(0, KeyValueHeads!.Value, -1, 0) : x;

    private Expr Ungrouped(Expr x) => IsGrouped ? x.Reshape(0, Heads, -1, 0) : x;

    private void CheckCausal()
    {
        if (!Causal)
        {
            throw new ShapeException(
                nameof(MultiHeadAttention),
                "each token looks at those that follow, which are not there yet",
                "decode a causal model: MultiHeadAttention(causal: true)"
            );
        }
    }

    private void Check(Expr x, Expr memory)
    {
        if (x.Shape.Rank != 3 || memory.Shape.Rank != 3)
        {
            throw new ShapeException(
                nameof(MultiHeadAttention),
                $"{x.Shape} looks at {memory.Shape}",
                "give two sequences of vectors, [batch, tokens, width]"
            );
        }

        if (Heads % (KeyValueHeads ?? Heads) != 0)
        {
            throw new ShapeException(
                nameof(MultiHeadAttention),
                $"{KeyValueHeads} heads of keys and values do not divide {Heads} heads",
                "give a number that does"
            );
        }

        if (HeadWidth is null && x.Shape[^1].Size % Heads != 0)
        {
            throw new ShapeException(
                nameof(MultiHeadAttention),
                $"{Heads} heads do not divide the width of {x.Shape}",
                "give a number of heads that does, or say the width of a head"
            );
        }
    }
}
