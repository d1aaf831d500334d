namespace FunctionalNet.Lowering;

/// <summary>The mask of an Attention node: an explicit mask, causality, windows, and the number of keys without padding.</summary>
internal sealed class AttentionMask
{
    private readonly Expr? bias;
    private readonly Expr? isSeen;

    /// <param name="node">The node.</param>
    /// <param name="q">The queries [batch, heads, tokens, size].</param>
    /// <param name="k">The keys [batch, heads, tokens, size], including past ones.</param>
    public AttentionMask(OnnxNode node, Expr q, Expr k)
    {
        if (node.Optional(3) is { } given)
        {
            var mask = given.Type.Element == ElementType.Int64 ? given.Cast(ElementType.Float) : given;
            mask = node.Version >= 24 ? Padded(mask, k.Shape[2]) : mask;
            bias = mask.IsFloat ? mask : null;
            isSeen = mask.IsFloat ? null : mask;
        }

        var lengths = node.Optional(6)?.Reshape(-1, 1, 1, 1);
        var (left, right) = (node.Int("left_window_size", -1), node.Int("right_window_size", -1));
        right = node.Flag("is_causal", false) ? 0 : right;
        if (left >= 0 || right >= 0)
        {
            // The position of a query among the keys.
            Expr behind =
                node.Optional(4) is { } past ? Whole(past.Shape[2].Size)
                : lengths is not null ? lengths - Whole(q.Shape[2].Size)
                : Whole(0);
            var place = Reading.Counting(q.Shape[2].Size).Unsqueeze(1) + behind;
            var key = Reading.Counting(k.Shape[2].Size);
            isSeen = right >= 0 ? And(isSeen, (key > place + Whole(right)).Not()) : isSeen;
            isSeen = left >= 0 ? And(isSeen, (key < place - Whole(left)).Not()) : isSeen;
        }

        if (lengths is not null)
        {
            isSeen = And(isSeen, Reading.Counting(k.Shape[2].Size) < lengths);
        }

        Never = bias is null && isSeen is null ? null : Rows();
    }

    /// <summary>Gets whether each query is fully masked, in a shape that broadcasts to the scores; null if none can be.</summary>
    public Expr? Never { get; }

    /// <summary>The scores [batch, heads, queries, keys] with the bias, and -∞ at masked positions.</summary>
    public Expr Of(Expr scores)
    {
        var biased = bias is null ? scores : scores + bias;
        return isSeen is null ? biased : isSeen.Where(biased, double.NegativeInfinity);
    }

    private static Expr And(Expr? x, Expr y) => x is null ? y : x.And(y);

    private static Expr Whole(long value) => Reading.Scalar(value, ElementType.Int64);

    private Expr Rows()
    {
        var seen = isSeen is null ? bias! : isSeen.Where(bias ?? 0, double.NegativeInfinity);
        return seen.ReduceMax([-1], keepDims: true).Equal(double.NegativeInfinity);
    }

    // From version 24 on a mask may be shorter than the keys: the rest is masked.
    private static Expr Padded(Expr mask, Dim keys)
    {
        if (mask.Shape[^1] == keys)
        {
            return mask;
        }

        var before = new int[mask.Shape.Rank];
        int[] after = [.. before[1..], keys.Size - mask.Shape[^1].Size];
        return mask.IsFloat
            ? mask.Pad(before, after, value: double.NegativeInfinity)
            : mask.Cast(ElementType.Float).Pad(before, after).Cast(ElementType.Bool);
    }
}
