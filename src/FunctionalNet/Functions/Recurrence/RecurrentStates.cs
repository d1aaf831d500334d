using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// The saved activations of all steps of a recurrent layer, [blocks, tokens, batch, hidden], in one kernel over time. Its body composes
/// every step of plain operators; a plan never uses it.
/// </summary>
internal sealed record RecurrentStates<TCell>(bool IsReversed, bool IsMasked, bool IsStarted) : Function
    where TCell : struct, IRecurrentCell<TCell>
{
    private static int MaskPlace => TCell.HasBias ? 3 : 2;

    /// <inheritdoc/>
    public override string Name => $"functionalnet.{TCell.Onnx}States";

    internal override bool IsFused => true;

    /// <inheritdoc/>
    public override string ToString() => $"{TCell.Onnx}States{(IsReversed ? " reversed" : string.Empty)}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
        new(new Shape(TCell.Saved).Append(inputs[0].Shape.With(2, inputs[1].Shape[1])));

    internal override Expr? Body(ReadOnlySpan<Expr> inputs)
    {
        var (x, weights) = (inputs[0], inputs[1]);
        var bias = TCell.HasBias ? inputs[2] : null;
        var mask = IsMasked ? inputs[MaskPlace] : null;
        var (tokens, hidden) = (x.Shape[0].Size, weights.Shape[1].Size);

        // Zeros in the shape of a block, also for a free batch axis.
        var never = Ops.Constant(Shape.Scalar, [0], ElementType.Bool);
        var zeros = never.Where(Token(x, 0).Narrow(-1, 0, hidden), 0);
        Expr[] before = [.. Enumerable.Repeat(zeros, TCell.Carried)];
        if (IsStarted)
        {
            var start = inputs[^1];
            before = [.. Enumerable.Range(0, TCell.Carried).Select(state => Token(start, state))];
        }

        var steps = new Expr[tokens][];
        for (var step = 0; step < tokens; step++)
        {
            var token = IsReversed ? tokens - 1 - step : step;
            var saved = TCell.Step(
                Blocks(Token(x, token), TCell.Gates),
                step == 0 && !IsStarted
                    ? [.. Enumerable.Repeat(zeros, TCell.Gates)]
                    : Blocks(before[0].MatMul(weights.Transpose()), TCell.Gates),
                before,
                bias
            );
            if (mask is not null)
            {
                var seen = Token(mask, token).Unsqueeze(1);
                for (var i = 0; i < TCell.Carried; i++)
                {
                    saved[i] = seen.Where(saved[i], before[i]);
                }
            }

            before = saved[..TCell.Carried];
            steps[token] = saved;
        }

        return Ops.Concat(
            0,
            [
                .. Enumerable
                    .Range(0, TCell.Saved)
                    .Select(block => Ops.Concat(0, [.. steps.Select(saved => saved[block].Unsqueeze(0))]).Unsqueeze(0)),
            ]
        );
    }

    internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
        output.Length == 0
            ? base.Compile(inputs, output, team)
            : new RecurrentKernel<T, TCell>(
                IsReversed,
                inputs[0],
                inputs[1],
                TCell.HasBias ? inputs[2] : null,
                IsMasked ? inputs[MaskPlace] : null,
                IsStarted ? inputs[^1] : null,
                output,
                team
            );

    internal override OnnxNode? ToOnnx(Expr y) => null;

    /// <inheritdoc/>
    protected override ElementType Operand(int index) =>
        IsMasked && index == MaskPlace ? ElementType.Bool : ElementType.Float;

    /// <summary>One token of a sequence: [tokens, ...] to [...].</summary>
    internal static Expr Token(Expr x, int token) => x.Narrow(0, token, 1).Squeeze(0);

    /// <summary>Splits the last axis into blocks of equal size.</summary>
    internal static Expr[] Blocks(Expr x, int count)
    {
        var size = x.Shape[^1].Size / count;
        return [.. Enumerable.Range(0, count).Select(block => x.Narrow(-1, block * size, size))];
    }
}
