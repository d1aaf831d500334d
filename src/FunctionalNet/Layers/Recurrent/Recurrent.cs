namespace FunctionalNet;

/// <summary>
/// A custom recurrent cell, applied to the tokens in sequence: [batch, tokens, ...] to the states [batch, tokens, units], or the last one
/// [batch, units].
/// </summary>
/// <remarks>
/// The initial state is 0. All tokens share the parameters of the cell, whose paths are below the layer's; several states are concatenated
/// into one. The graph contains the cell once per token, so that the number of tokens must be known. Keras: RNN(cell). PyTorch: a loop over
/// an RNNCell.
/// </remarks>
/// <param name="Units">The size of the state.</param>
/// <param name="Cell">From the scope, a token [batch, ...] and the state [batch, units] to the next state.</param>
/// <param name="LastOnly">Whether to return only the state after the whole sequence.</param>
/// <param name="Reverse">Whether to go from the last token to the first; outputs keep the positions of their tokens.</param>
/// <example><code>
/// Layer leaky = Recurrent(16, (scope, token, state) =>
///     (0.9 * state) + (0.1 * (scope.Apply("in", Dense(16), token) + scope.Apply("state", Dense(16, bias: false), state)).Tanh()));
/// </code></example>
public sealed partial record Recurrent(
    [Count] int Units,
    Func<Scope, Expr, Expr, Expr> Cell,
    bool LastOnly = false,
    bool Reverse = false
) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank < 2 || x.Shape[1] == 0)
        {
            throw new ShapeException(
                nameof(Recurrent),
                $"{x.Shape} is no batch of sequences",
                "give [batch, tokens, ...], at least one token"
            );
        }

        var states = new Expr[x.Shape[1].Size];
        var (shape, state) = (new Shape(x.Shape[0], Units), Ops.Constant(0).Expand(new(x.Shape[0], Units)));
        for (var i = 0; i < states.Length; i++)
        {
            var token = Reverse ? states.Length - 1 - i : i;
            state = Cell(scope, x.Narrow(1, token, 1).Squeeze(1), state);
            states[token] =
                state.Shape == shape
                    ? state
                    : throw new ShapeException(
                        nameof(Recurrent),
                        $"the cell turns a state {shape} into {state.Shape}",
                        "let it answer a state of the same shape"
                    );
        }

        return LastOnly ? state : Ops.Concat(1, [.. states.Select(one => one.Unsqueeze(1))]);
    }
}
