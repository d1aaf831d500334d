namespace FunctionalNet.Export;

/// <summary>
/// A decoding step in a file: keys and values are inputs [batch, heads, past, width], and outputs with those of the new tokens appended.
/// The caller passes the mask and the positions of the tokens, so that sequences of different lengths can be batched.
/// </summary>
internal sealed class GrowingDecoding : DecodeStep
{
    private readonly DecoderNames names;
    private int layers;

    private GrowingDecoding(int longest, DecoderNames names, Expr tokens, Expr positions, Expr mask)
        : base(longest, positions, Earlier(positions, mask)) => (this.names, Tokens, Mask) = (names, tokens, mask);

    /// <summary>Gets the new tokens: Int64 [batch, tokens].</summary>
    public Expr Tokens { get; }

    /// <summary>Gets the mask of all tokens: Int64 [batch, all tokens], 0 for padding.</summary>
    public Expr Mask { get; }

    /// <summary>A step with free axes.</summary>
    public static GrowingDecoding Of(int longest, DecoderNames names)
    {
        var (batch, tokens, all) = (Dim.Named(names.Batch), Dim.Named(names.Tokens), Dim.Named(names.Total));
        return new(
            longest,
            names,
            Input(names.InputIds, tokens),
            Input(names.PositionIds, tokens),
            Input(names.AttentionMask, all)
        );

        Expr Input(string name, Dim length) => Expr.Input(name, new(batch, length), ElementType.Int64);
    }

    /// <inheritdoc/>
    private protected override (Expr Past, Expr Present) Join(string path, Expr x)
    {
        // Each layer stores keys first, then values.
        var name = names.Past(layers / 2, layers % 2 == 1);
        layers++;
        var past = Expr.Input(name, x.Shape.With(2, Dim.Named(names.PastTokens)));
        return (past, Ops.ConcatTo(Dim.Named(names.Total), 2, past, x));
    }

    // Positions count unmasked tokens: a token attends to those whose position is not after its own.
    private static Expr Earlier(Expr positions, Expr mask)
    {
        var places = mask.CumSum(1).Unsqueeze(1).Unsqueeze(1);
        var isThere = mask.Greater(Ops.Constant(Shape.Scalar, [0], ElementType.Int64)).Unsqueeze(1).Unsqueeze(1);
        var next = positions + Ops.Constant(Shape.Scalar, [1], ElementType.Int64);
        return places.LessOrEqual(next.Unsqueeze(1).Unsqueeze(-1)).And(isThere);
    }
}
