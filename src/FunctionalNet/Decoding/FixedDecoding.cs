namespace FunctionalNet;

/// <summary>
/// A step of incremental decoding for a plan: caches have a fixed capacity, [rows, heads, capacity, width], of which the first tokens are
/// used, so that one plan serves every step until they are full. The caller of the plan writes the new keys and values after them.
/// </summary>
internal sealed class FixedDecoding : DecodeStep
{
    private readonly List<Expr> added = [];
    private readonly int rows;
    private readonly int capacity;

    private FixedDecoding(int longest, int rows, int tokens, int capacity, Expr past)
        : base(longest, Range(tokens).Reshape(1, tokens) + past, Earlier(longest, tokens, capacity, past)) =>
        (this.rows, this.capacity, Past) = (rows, capacity, past);

    /// <summary>Gets the number of earlier tokens: an Int64 scalar.</summary>
    public Expr Past { get; }

    /// <summary>Gets the new tokens' values for each of <see cref="DecodeStep.States"/>, [rows, heads, tokens, width].</summary>
    public IReadOnlyList<Expr> Added => added;

    /// <summary>A step of a number of tokens in each of several sequences of the same length.</summary>
    public static FixedDecoding Of(int longest, int rows, int tokens, int capacity) =>
        new(longest, rows, tokens, capacity, Expr.Input("past", Shape.Scalar, ElementType.Int64));

    /// <inheritdoc/>
    private protected override (Expr Past, Expr Present) Join(string path, Expr x)
    {
        added.Add(x);
        var past = Expr.Input($"cache/{path}", new(rows, x.Shape[1], capacity, x.Shape[3]));
        return (past, Ops.Concat(2, past, x));
    }

    // Unused positions count as later than all tokens, and are masked.
    private static Expr Earlier(int longest, int tokens, int capacity, Expr past)
    {
        var room = Range(capacity);
        var taken = room.Less(past).Where(room, Ops.Constant(Shape.Scalar, [longest], ElementType.Int64));
        var places = Range(tokens) + past;
        return Ops.Concat(0, taken, places).LessOrEqual(places.Reshape(tokens, 1));
    }

    private static Expr Range(int count) => Ops.Integers([.. Enumerable.Range(0, count)]);
}
