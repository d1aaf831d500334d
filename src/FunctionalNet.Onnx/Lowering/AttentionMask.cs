namespace FunctionalNet.Lowering;

/// <summary>What an Attention node sees of its keys: a mask, an order of time, windows, and how many keys are no padding.</summary>
internal sealed class AttentionMask
{
    private readonly Expr? bias;
    private readonly Expr? isSeen;

    /// <param name="node">The node.</param>
    /// <param name="q">The queries [batch, heads, tokens, size].</param>
    /// <param name="k">The keys [batch, heads, tokens, size], those of the past included.</param>
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
            // The place of a query among the keys.
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

    /// <summary>Gets for each query whether it sees nothing, so that it broadcasts to the scores; null where each sees something.</summary>
    public Expr? Never { get; }

    /// <summary>The scores [batch, heads, queries, keys] with the bias, and -∞ for what is not seen.</summary>
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

    // From version 24 on a mask may end before the keys do: what is behind it is not seen.
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
