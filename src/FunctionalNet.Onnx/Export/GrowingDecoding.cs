namespace FunctionalNet.Export;

/// <summary>
/// A step of decoding for a file: keys and values come as they are, [batch, heads, past, width], and leave with those of the new tokens
/// behind. Which tokens are there, and at which places, the caller says, so that sequences of different lengths are one batch.
/// </summary>
internal sealed class GrowingDecoding : DecodeStep
{
    private readonly DecoderNames names;
    private int layers;

    private GrowingDecoding(int longest, DecoderNames names, Expr tokens, Expr positions, Expr mask)
        : base(longest, positions, Earlier(positions, mask)) => (this.names, Tokens, Mask) = (names, tokens, mask);

    /// <summary>Gets the new tokens: Int64 [batch, tokens].</summary>
    public Expr Tokens { get; }

    /// <summary>Gets which of all tokens are there: Int64 [batch, all tokens], 0 for padding.</summary>
    public Expr Mask { get; }

    /// <summary>A step on free axes.</summary>
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
        // Each layer keeps keys first, and then values.
        var name = names.Past(layers / 2, layers % 2 == 1);
        layers++;
        var past = Expr.Input(name, x.Shape.With(2, Dim.Named(names.PastTokens)));
        return (past, Ops.ConcatTo(Dim.Named(names.Total), 2, past, x));
    }

    // Places count the tokens that are there: a token sees those whose place is not behind its own.
    private static Expr Earlier(Expr positions, Expr mask)
    {
        var places = mask.CumSum(1).Unsqueeze(1).Unsqueeze(1);
        var isThere = mask.Greater(Ops.Constant(Shape.Scalar, [0], ElementType.Int64)).Unsqueeze(1).Unsqueeze(1);
        var next = positions + Ops.Constant(Shape.Scalar, [1], ElementType.Int64);
        return places.LessOrEqual(next.Unsqueeze(1).Unsqueeze(-1)).And(isThere);
    }
}
