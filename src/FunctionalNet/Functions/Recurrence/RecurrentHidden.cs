using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// The hidden states [tokens, batch, hidden] from the gates of the input [tokens, batch, gates], the recurrent weights [gates, hidden],
/// perhaps a bias [hidden] and perhaps a mask [tokens, batch].
/// </summary>
/// <remarks>
/// It is the first block of what <see cref="RecurrentStates{TCell}"/> remembers. Its derivative asks for the same states, which a plan
/// computes once, and goes back through the tokens in one kernel; all the rest is matrix products over all tokens.
/// </remarks>
internal sealed record RecurrentHidden<TCell>(bool IsReversed, bool IsMasked) : Function
    where TCell : struct, IRecurrentCell<TCell>
{
    /// <inheritdoc/>
    public override string Name => $"functionalnet.{TCell.Onnx}Hidden";

    /// <inheritdoc/>
    public override string ToString() => $"{TCell.Onnx}Hidden{(IsReversed ? " reversed" : string.Empty)}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => new(inputs[0].Shape.With(2, inputs[1].Shape[1]));

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) => States(inputs).Slice(0, 0, 1).Squeeze(0);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        var (inputs, weights) = (y.Inputs, y.Inputs[1]);
        var (gates, hidden) = (weights.Shape[0].Size, weights.Shape[1].Size);
        Expr[] mask = IsMasked ? [inputs[^1]] : [];
        Expr flows = new(
            new RecurrentGrad<TCell>(IsReversed, IsMasked),
            [States(inputs.AsSpan()), weights, dy, .. mask]
        );
        var recurrent =
            TCell.Flows == TCell.Gates
                ? flows
                : Ops.Concat(-1, [.. TCell.RecurrentFlows.Select(flow => flows.Slice(-1, flow * hidden, hidden))]);
        var rows = recurrent.Reshape(-1, gates);
        return
        [
            flows.Slice(-1, 0, gates),
            rows.Transpose().MatMul(Before(y).Reshape(-1, hidden)),
            .. TCell.HasBias ? [rows.Slice(1, gates - hidden, hidden).ReduceSum([0])] : Array.Empty<Expr?>(),
            .. IsMasked ? [null] : Array.Empty<Expr?>(),
        ];
    }

    internal override OnnxNode? ToOnnx(Expr y) => null;

    /// <inheritdoc/>
    protected override ElementType Operand(int index) =>
        IsMasked && index == (TCell.HasBias ? 3 : 2) ? ElementType.Bool : ElementType.Float;

    private Expr States(ReadOnlySpan<Expr> inputs) => new(new RecurrentStates<TCell>(IsReversed, IsMasked), inputs);

    // The state that each token found.
    private Expr Before(Expr y)
    {
        var tokens = y.Shape[0].Size;
        var start = Ops.Constant(0).Expand(y.Shape.With(0, 1));
        return tokens == 1 ? start
            : IsReversed ? Ops.Concat(0, y.Slice(0, 1, tokens - 1), start)
            : Ops.Concat(0, start, y.Slice(0, 0, tokens - 1));
    }
}
