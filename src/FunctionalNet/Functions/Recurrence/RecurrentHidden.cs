using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// The hidden states [tokens, batch, hidden] from the gates of the input [tokens, batch, gates], the recurrent weights [gates, hidden],
/// optionally a bias [hidden], a mask [tokens, batch] and the initial states [states, batch, hidden].
/// </summary>
/// <remarks>
/// The first block of the saved activations of <see cref="RecurrentStates{TCell}"/>, or another carried state, such as the cells. Its
/// derivative uses the same activations, which a plan computes once, and runs backpropagation through time in one kernel; the rest is
/// matrix products over all tokens.
/// </remarks>
internal sealed record RecurrentHidden<TCell>(bool IsReversed, bool IsMasked, bool IsStarted, int Block) : Function
    where TCell : struct, IRecurrentCell<TCell>
{
    /// <inheritdoc/>
    public override string Name => $"functionalnet.{TCell.Onnx}Hidden";

    /// <inheritdoc/>
    public override string ToString() => $"{TCell.Onnx}Hidden{(IsReversed ? " reversed" : string.Empty)}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => new(inputs[0].Shape.With(2, inputs[1].Shape[1]));

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) => States(inputs).Narrow(0, Block, 1).Squeeze(0);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        var (inputs, weights) = (y.Inputs, y.Inputs[1]);
        var (gates, hidden) = (weights.Shape[0].Size, weights.Shape[1].Size);
        var states = States(inputs.AsSpan());
        Expr back = new(
            new RecurrentGrad<TCell>(IsReversed, IsMasked, IsStarted, Block),
            [states, weights, dy, .. inputs[(TCell.HasBias ? 3 : 2)..]]
        );
        var tokens = y.Shape[0].Size;
        var flows = IsStarted ? back.Narrow(0, 0, tokens) : back;
        var recurrent =
            TCell.Flows == TCell.Gates
                ? flows
                : Ops.Concat(-1, [.. TCell.RecurrentFlows.Select(flow => flows.Narrow(-1, flow * hidden, hidden))]);
        var rows = recurrent.Reshape(-1, gates);
        return
        [
            flows.Narrow(-1, 0, gates),
            rows.Transpose().MatMul(Before(y, states).Reshape(-1, hidden)),
            .. TCell.HasBias ? [rows.Narrow(1, gates - hidden, hidden).ReduceSum([0])] : Array.Empty<Expr?>(),
            .. IsMasked ? [null] : Array.Empty<Expr?>(),
            .. IsStarted ? [Start(back.Narrow(0, tokens, 1), hidden)] : Array.Empty<Expr?>(),
        ];
    }

    internal override OnnxNode? ToOnnx(Expr y) => null;

    /// <inheritdoc/>
    protected override ElementType Operand(int index) =>
        IsMasked && index == (TCell.HasBias ? 3 : 2) ? ElementType.Bool : ElementType.Float;

    private Expr States(ReadOnlySpan<Expr> inputs) =>
        new(new RecurrentStates<TCell>(IsReversed, IsMasked, IsStarted), inputs);

    // [1, batch, flows], whose first blocks are the cotangents of the states, to [states, batch, hidden].
    private static Expr Start(Expr flows, int hidden)
    {
        Expr[] each = [.. Enumerable.Range(0, TCell.Carried).Select(state => flows.Narrow(-1, state * hidden, hidden))];
        return each.Length == 1 ? each[0] : Ops.Concat(0, each);
    }

    // The hidden state before each token.
    private Expr Before(Expr y, Expr states)
    {
        var tokens = y.Shape[0].Size;
        var hidden = Block == 0 ? y : states.Narrow(0, 0, 1).Squeeze(0);
        var start = IsStarted ? y.Inputs[^1].Narrow(0, 0, 1) : Ops.Constant(0).Expand(y.Shape.With(0, 1));
        return tokens == 1 ? start
            : IsReversed ? Ops.Concat(0, hidden.Narrow(0, 1, tokens - 1), start)
            : Ops.Concat(0, start, hidden.Narrow(0, 0, tokens - 1));
    }
}
