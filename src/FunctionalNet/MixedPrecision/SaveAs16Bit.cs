using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// An operator with the value of the inner one, whose derivative reads saved operands, value and intermediate values in 16 bits, so that
/// they need not be kept in float32.
/// </summary>
/// <param name="Inner">The operator.</param>
/// <param name="Kept">The number type of 16 bits.</param>
/// <param name="Varying">The indices of the operands that depend on the input of the layer, and are not functions of weights alone.</param>
internal sealed record SaveAs16Bit(Op Inner, Precision Kept, Ints Varying) : Function
{
    /// <inheritdoc/>
    public override string Name => Inner.Name;

    /// <summary>The operator itself.</summary>
    public static Op Plain(Op op) => op is SaveAs16Bit saving ? saving.Inner : op;

    /// <inheritdoc/>
    public override string ToString() => $"{Inner}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => Inner.Infer(inputs);

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) => new(Inner, inputs);

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
        Inner.Evaluate(inputs, output);

    // Variables replace the operands, so that the walk over the derivative stops at them. Constants stay: rules inspect them.
    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        Expr[] operands =
        [
            .. y.Inputs.Select((x, i) => x.Op is Constant ? x : Expr.Input($"operand {i}", x.Shape, x.Type.Element)),
        ];
        var value = new Expr(Inner, operands);
        var cotangent = Expr.Input("cotangent", dy.Shape);
        var flows = Gradient.Flows(value, cotangent);
        var within = new Interior(value);
        var varying = operands.Append(value).Distinct().ToDictionary(expr => expr, expr => expr == value);
        foreach (var place in Varying)
        {
            varying[operands[place]] = true;
        }

        // The outer counterparts of an expression: as computed, and as the derivative reads it.
        var real = new Dictionary<Expr, Expr> { [value] = y };
        var read = new Dictionary<Expr, Expr> { [cotangent] = dy };
        foreach (var (operand, x) in operands.Zip(y.Inputs))
        {
            real[operand] = x;
        }

        foreach (var expr in Expr.Sort(flows.OfType<Expr>(), [.. operands, value, cotangent]))
        {
            if (within.Find(expr) is null)
            {
                read[expr] = expr.On([.. expr.Inputs.Select(Read)]);
            }
        }

        return [.. flows.Select(flow => flow is null ? null : Read(flow))];

        Expr Read(Expr expr) => read.TryGetValue(expr, out var known) ? known : read[expr] = Saved(within.Find(expr)!);

        Expr Saved(Expr expr) => IsVarying(expr) ? Keep(Real(expr)) : Real(expr);

        // Intermediate expressions may be of any depth, so neither is recursive.
        Expr Real(Expr expr)
        {
            foreach (var inner in Expr.Sort([expr], real.ContainsKey))
            {
                real[inner] = inner.On([.. inner.Inputs.Select(input => real[input])]);
            }

            return real[expr];
        }

        bool IsVarying(Expr expr)
        {
            foreach (var inner in Expr.Sort([expr], varying.ContainsKey))
            {
                varying[inner] = inner.Inputs.Any(input => varying[input]);
            }

            return varying[expr];
        }
    }

    internal override IEnumerable<Expr> Kinks(Expr y) => Inner.Kinks(new Expr(Inner, y.Inputs.AsSpan()));

    internal override long Flops(Expr y) => Inner.Flops(new Expr(Inner, y.Inputs.AsSpan()));

    internal override OnnxNode? ToOnnx(Expr y) => Inner.ToOnnx(new Expr(Inner, y.Inputs.AsSpan()));

    // Operators that only move or repeat elements are repeated on the packed operand, which others may share.
    private Expr Keep(Expr expr)
    {
        var op = Plain(expr.Op);
        return op.IsView || op is Ops.TransposeOp || op.Name == "Expand"
            ? new Expr(op, [Keep(expr.Inputs[0]), .. expr.Inputs[1..]])
            : Rounding.Waiting(expr, Kept);
    }

    /// <summary>
    /// The intermediate expressions of a function, at all depths: a derivative that needs one of them reuses the existing value.
    /// </summary>
    private sealed class Interior
    {
        private readonly HashSet<Expr> leaves;
        private readonly Dictionary<(Op Op, string Operands), Expr> composed = [];
        private readonly Dictionary<Op, Expr> constants = [];
        private readonly Dictionary<Expr, Expr?> found = [];

        public Interior(Expr value)
        {
            leaves = [.. value.Inputs.Where(input => input.Op is not Constant), value];
            Add(value);
        }

        /// <summary>The same expression inside the function, or null.</summary>
        public Expr? Find(Expr expr)
        {
            if (leaves.Contains(expr))
            {
                return expr;
            }

            if (!found.TryGetValue(expr, out var known))
            {
                var operands = expr.Inputs.Select(Find).ToArray();
                found[expr] = known =
                    expr.Op is Variable || Array.Exists(operands, operand => operand is null) ? null
                    : expr.Op is Constant ? Known(expr)
                    : composed.GetValueOrDefault(Call(expr.Op, operands!));
            }

            return known;
        }

        private static (Op Op, string Operands) Call(Op op, IEnumerable<Expr> operands) =>
            (op, string.Join(' ', operands.Select(x => x.Id)));

        private Expr Known(Expr constant) =>
            constants.TryGetValue(constant.Op, out var known) ? known : constants[constant.Op] = constant;

        private void Add(Expr function)
        {
            if (
                function.Op is not Function { IsFused: false }
                || function.Op.Body(function.Inputs.AsSpan()) is not { } body
            )
            {
                return;
            }

            foreach (var expr in Expr.Sort([body], leaves))
            {
                if (expr.Op is not Constant && Find(expr) is null)
                {
                    Expr[] operands = [.. expr.Inputs.Select(input => Find(input)!)];
                    var added = expr.On(operands);
                    composed[Call(expr.Op, operands)] = found[expr] = found[added] = added;
                    Add(added);
                }
            }
        }
    }
}
