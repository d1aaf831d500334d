namespace FunctionalNet;

/// <summary>
/// A recurrent layer: [batch, tokens, in] to the hidden states [batch, tokens, units], or the last one [batch, units]; twice the units if
/// bidirectional.
/// </summary>
/// <remarks>
/// Parameters in ONNX's layout: <c>weight</c> [directions, gates · units, in], <c>recurrence</c> [directions, gates · units, units] and
/// <c>bias</c> [directions, 2 · gates · units], all initialized uniformly between ±1 / √units, as in PyTorch. Stacked layers are a chain.
/// The initial state is 0, unless <see cref="Remember"/> is given one.
/// </remarks>
/// <param name="Units">The size of the hidden state.</param>
/// <param name="Direction">The direction through the sequence.</param>
/// <param name="LastOnly">Whether to return only the state after the whole sequence.</param>
/// <param name="Masked">The padding value: a token whose elements all equal it is skipped; none if absent.</param>
public abstract partial record RecurrentLayer(
    [Count] int Units,
    Direction Direction,
    bool LastOnly,
    [Finite] double? Masked
) : Layer
{
    /// <summary>Gets the number of gates: the blocks of the weights.</summary>
    private protected abstract int Gates { get; }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Apply(scope, x, Masked is { } padding ? (x - padding).Abs().ReduceMax([-1]) > 0 : null);
    }

    /// <summary>The same with an explicit mask: bools [batch, tokens], false for tokens to skip.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="x">[batch, tokens, in].</param>
    /// <param name="mask">The mask; null for none. <see cref="Ops.SequenceMask"/> makes one from lengths.</param>
    /// <exception cref="ShapeException">The input is not a batch of sequences, or the mask has another shape.</exception>
    public Expr Apply(Scope scope, Expr x, Expr? mask)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var run = Parameters(scope, x, null, mask);
        return Outputs(run(0), x);
    }

    /// <summary>
    /// The outputs of a sequence from an initial state, and the state after its last token, from which the next piece continues.
    /// </summary>
    /// <param name="scope">The scope.</param>
    /// <param name="x">[batch, tokens, in].</param>
    /// <param name="start">The state before the first token; zeros if absent.</param>
    /// <param name="mask">Bools [batch, tokens], false for tokens to skip; null for none.</param>
    /// <exception cref="ShapeException">The input is not a batch of sequences, or state or mask have another shape.</exception>
    /// <example><code>
    /// var (outputs, end) = new Lstm(64).Remember(scope, x);
    /// </code></example>
    public (Expr Outputs, RecurrentState End) Remember(
        Scope scope,
        Expr x,
        RecurrentState? start = null,
        Expr? mask = null
    )
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var run = Parameters(scope, x, start, mask);
        var (states, tokens) = (run(0), x.Shape[1].Size);
        return (Outputs(states, x), new(End(states, tokens), States > 1 ? End(run(1), tokens) : null));
    }

    /// <summary>Gets the number of state tensors.</summary>
    private protected virtual int States => 1;

    /// <summary>The operator: [tokens, batch, in] to one of its states at each token, [tokens, directions, batch, units].</summary>
    private protected abstract Expr Run(Operands operands, int state);

    // From the index of a state to its values at each token.
    private Func<int, Expr> Parameters(Scope scope, Expr x, RecurrentState? start, Expr? mask)
    {
        if (x.Shape.Rank != 3)
        {
            throw new ShapeException(
                GetType().Name,
                $"{x.Shape} is no batch of sequences of vectors",
                "give [batch, tokens, in]"
            );
        }

        var (ways, rows) = (Direction == Direction.Bidirectional ? 2 : 1, checked(Gates * Units));
        var uniform = new Uniform(-1 / Math.Sqrt(Units), 1 / Math.Sqrt(Units));
        Shape biases = new(ways, checked(2 * rows));
        var operands = new Operands(
            x.Transpose(1, 0, 2),
            Weight("weight", x.Shape[2].Size),
            Weight("recurrence", Units),
            scope.Parameter("bias", biases, uniform, new(biases, AxisRole.Group, AxisRole.Output)),
            mask?.Transpose(1, 0),
            start
        );
        return state => Run(operands, state);

        // Each gate of each direction is one matrix.
        Expr Weight(string name, int inputs) =>
            scope.Parameter(
                name,
                new(ways, rows, inputs),
                uniform,
                new(new(ways, Gates, Units, inputs), AxisRole.Group, AxisRole.Group, AxisRole.Output, AxisRole.Input)
            );
    }

    private Expr Outputs(Expr states, Expr x)
    {
        if (!LastOnly)
        {
            return states.Transpose(2, 0, 1, 3).Reshape(0, 0, checked(states.Shape[1].Size * Units));
        }

        var end = End(states, x.Shape[1].Size);
        return Direction == Direction.Bidirectional
            ? Ops.Concat(-1, end.Narrow(0, 0, 1).Squeeze(0), end.Narrow(0, 1, 1).Squeeze(0))
            : end.Squeeze(0);
    }

    // The final state is the last one forward and the first one in reverse: [tokens, directions, batch, units] to [directions, batch,
    // units].
    private Expr End(Expr states, int tokens)
    {
        Expr Of(int token, int way) => states.Narrow(0, token, 1).Squeeze(0).Narrow(0, way, 1);

        return Direction switch
        {
            Direction.Forward => Of(tokens - 1, 0),
            Direction.Reverse => Of(0, 0),
            _ => Ops.Concat(0, Of(tokens - 1, 0), Of(0, 1)),
        };
    }

    /// <summary>The inputs of the operator.</summary>
    private protected sealed record Operands(
        Expr X,
        Expr Weight,
        Expr Recurrence,
        Expr Bias,
        Expr? Mask,
        RecurrentState? Start
    );
}
