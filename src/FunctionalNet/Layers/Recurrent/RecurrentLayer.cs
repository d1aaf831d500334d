namespace FunctionalNet;

/// <summary>
/// A layer that goes through a sequence with a state: [batch, tokens, in] to the states [batch, tokens, units], or to the last of them
/// [batch, units]; twice the units where it goes both ways.
/// </summary>
/// <remarks>
/// Parameters in ONNX's layout: <c>weight</c> [directions, gates · units, in], <c>recurrence</c> [directions, gates · units, units] and
/// <c>bias</c> [directions, 2 · gates · units], all of which start uniformly between ±1 / √units, as in PyTorch. Several layers are a
/// chain of them. The first state is 0.
/// </remarks>
/// <param name="Units">The elements of the state.</param>
/// <param name="Direction">The way through the sequence.</param>
/// <param name="LastOnly">Whether only the state after the whole sequence is wanted.</param>
/// <param name="Masked">A token all of whose elements are this number is passed over, as padding is; none if absent.</param>
public abstract record RecurrentLayer(int Units, Direction Direction, bool LastOnly, double? Masked) : Layer
{
    /// <summary>Gets the elements of the state.</summary>
    public int Units { get; } =
        Units > 0
            ? Units
            : throw new ArgumentOutOfRangeException(nameof(Units), Units, "A recurrent layer has at least one unit.");

    /// <summary>Gets the number that makes a token passed over; null where all count.</summary>
    public double? Masked { get; } = Masked is { } given ? Ranges.Finite(given, nameof(Masked)) : null;

    /// <summary>Gets how many gates there are: the blocks of the weights.</summary>
    private protected abstract int Gates { get; }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Apply(scope, x, Masked is { } padding ? (x - padding).Abs().ReduceMax([-1]) > 0 : null);
    }

    /// <summary>The same with a mask of one's own: bools [batch, tokens], false where a token is passed over.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="x">[batch, tokens, in].</param>
    /// <param name="mask">The mask; null where all tokens count.</param>
    /// <exception cref="ShapeException">The input is no batch of sequences, or the mask does not fit.</exception>
    public Expr Apply(Scope scope, Expr x, Expr? mask)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 3)
        {
            throw new ShapeException(
                GetType().Name,
                $"{x.Shape} is no batch of sequences of vectors",
                "give [batch, tokens, in]"
            );
        }

        var (ways, rows) = (Direction == Direction.Bidirectional ? 2 : 1, Gates * Units);
        var start = new Uniform(-1 / Math.Sqrt(Units), 1 / Math.Sqrt(Units));
        var states = Run(
            x.Transpose(1, 0, 2),
            scope.Parameter("weight", new(ways, rows, x.Shape[2]), start),
            scope.Parameter("recurrence", new(ways, rows, Units), start),
            scope.Parameter("bias", new(ways, 2 * rows), start),
            mask?.Transpose(1, 0)
        );
        return LastOnly ? Last(states, x.Shape[1].Size) : states.Transpose(2, 0, 1, 3).Reshape(0, 0, ways * Units);
    }

    /// <summary>The operator: [tokens, batch, in] to [tokens, directions, batch, units].</summary>
    private protected abstract Expr Run(Expr x, Expr weight, Expr recurrence, Expr bias, Expr? mask);

    // Forward the last token has seen all, in reverse the first.
    private Expr Last(Expr states, int tokens)
    {
        Expr Of(int token, int way) => states.Slice(0, token, 1).Slice(1, way, 1).Squeeze(0).Squeeze(0);

        return Direction switch
        {
            Direction.Forward => Of(tokens - 1, 0),
            Direction.Reverse => Of(0, 0),
            _ => Ops.Concat(-1, Of(tokens - 1, 0), Of(0, 1)),
        };
    }
}
