using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// Backpropagation through time in one kernel: the cotangents of the gates at each token, [tokens, batch, flows], from the saved
/// activations of the steps, the recurrent weights, the cotangent of the hidden states, optionally the mask and optionally the initial
/// states. With initial states there is one more token at the end, whose first blocks are their cotangents.
/// </summary>
internal sealed record RecurrentGrad<TCell>(bool IsReversed, bool IsMasked, bool IsStarted, int Block) : Function
    where TCell : struct, IRecurrentCell<TCell>
{
    /// <inheritdoc/>
    public override string Name => $"functionalnet.{TCell.Onnx}Grad";

    internal override bool IsFused => true;

    /// <inheritdoc/>
    public override string ToString() => $"{TCell.Onnx}Grad{(IsReversed ? " reversed" : string.Empty)}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
        new(
            inputs[2]
                .Shape.With(2, TCell.Flows * inputs[1].Shape[1].Size)
                .With(0, inputs[2].Shape[0].Size + (IsStarted ? 1 : 0))
        );

    internal override Expr? Body(ReadOnlySpan<Expr> inputs)
    {
        var (states, weights, dy) = (inputs[0], inputs[1], inputs[2]);
        var (mask, last) = (IsMasked ? inputs[3] : null, inputs[^1]);
        var tokens = dy.Shape[0].Size;
        var zeros = Ops.Constant(0).Expand(dy.Shape[1..]);
        Expr[] carried = [.. Enumerable.Repeat(zeros, TCell.Carried)];
        Expr[] start = IsStarted
            ? [.. Enumerable.Range(0, TCell.Carried).Select(state => RecurrentStates<TCell>.Token(last, state))]
            : [];
        var flows = new Expr[tokens];
        for (var step = tokens - 1; step >= 0; step--)
        {
            var token = IsReversed ? tokens - 1 - step : step;
            carried[Block] += RecurrentStates<TCell>.Token(dy, token);
            var seen = mask is null ? null : RecurrentStates<TCell>.Token(mask, token).Unsqueeze(1);
            Expr[] live = seen is null ? carried : [.. carried.Select(flow => seen.Where(flow, 0))];
            var before =
                step == 0 ? -1
                : IsReversed ? token + 1
                : token - 1;
            var (gates, next) = TCell.Back(
                Remembered(states, token),
                before >= 0 ? Remembered(states, before)
                    : IsStarted ? start
                    : [.. Enumerable.Repeat(zeros, TCell.Saved)],
                live
            );
            var recurrent = Ops.Concat(-1, [.. TCell.RecurrentFlows.Select(flow => gates[flow])]);
            next[0] += recurrent.MatMul(weights);
            carried = seen is null ? next : [.. next.Zip(carried, (flow, passed) => flow + seen.Where(0, passed))];
            flows[token] = Ops.Concat(-1, gates).Unsqueeze(0);
        }

        if (!IsStarted)
        {
            return Ops.Concat(0, flows);
        }

        var rest = Enumerable.Repeat(zeros, TCell.Flows - TCell.Carried);
        return Ops.Concat(0, [.. flows, Ops.Concat(-1, [.. carried, .. rest]).Unsqueeze(0)]);
    }

    internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
        output.Length == 0
            ? base.Compile(inputs, output, team)
            : new RecurrentGradKernel<T, TCell>(
                IsReversed,
                Block,
                inputs[0],
                inputs[1],
                inputs[2],
                IsMasked ? inputs[3] : null,
                IsStarted ? inputs[^1] : null,
                output,
                team
            );

    internal override OnnxNode? ToOnnx(Expr y) => null;

    /// <inheritdoc/>
    protected override ElementType Operand(int index) => IsMasked && index == 3 ? ElementType.Bool : ElementType.Float;

    private static Expr[] Remembered(Expr states, int token) =>
        [
            .. Enumerable
                .Range(0, TCell.Saved)
                .Select(block => RecurrentStates<TCell>.Token(RecurrentStates<TCell>.Token(states, block), token)),
        ];
}
