using System.Collections.Immutable;

namespace FunctionalNet;

/// <content>Functions with a custom derivative.</content>
public static partial class Ops
{
    /// <summary>
    /// A function with a body of other operators, and a custom derivative: for when the body's derivative loses precision, costs too much,
    /// or is not intended (a straight-through estimator, gradient clipping or reversal).
    /// </summary>
    /// <remarks>
    /// Plans compute the body, an export writes it. <c>GradientCheck</c> compares the derivative with that of the body. JAX:
    /// <c>custom_vjp</c>. PyTorch: <c>autograd.Function</c>.
    /// </remarks>
    /// <param name="name">The name in errors and reports.</param>
    /// <param name="body">Maps the operands to y. It may use nothing else: pass parameters as operands.</param>
    /// <param name="derivative">Maps the operands, y and the cotangent dy of y to a cotangent for each operand, of a shape to which the
    /// operand's broadcasts; null where none flows. It is composed of operators and can be differentiated again.</param>
    /// <param name="operands">The operands of the function.</param>
    /// <returns>y, in the shape of the body.</returns>
    /// <exception cref="ArgumentException">There is no name or no operand, or the body uses an expression that is no operand.</exception>
    /// <exception cref="InvalidOperationException">The derivative, when it is requested, does not return one cotangent per
    /// operand.</exception>
    /// <exception cref="ShapeException">A cotangent, when it is requested, does not match its operand.</exception>
    /// <example><code>
    /// Expr y = Ops.CustomVjp("Scale", v => v[0] * v[1], (v, y, dy) => [dy * v[1], dy * v[0]], x, w);
    /// </code></example>
    public static Expr CustomVjp(
        string name,
        Func<Expr[], Expr> body,
        Func<Expr[], Expr, Expr, IReadOnlyList<Expr?>> derivative,
        params Expr[] operands
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(derivative);
        ArgumentNullException.ThrowIfNull(operands);
        if (operands.Length == 0)
        {
            throw new ArgumentException($"{name} needs an operand.", nameof(operands));
        }

        Expr[] given = [.. operands];
        return Expr.Sort([body(given)], given).Find(expr => expr.Op is Variable) is { } seen
            ? throw new ArgumentException(
                $"The body of {name} sees {seen}, which is none of its operands; pass it as one.",
                nameof(body)
            )
            : new Expr(new CustomVjpFunction(name, body, derivative, [.. given.Select(x => x.Type.Element)]), given);
    }

    /// <summary>The same for one operand.</summary>
    /// <param name="x">The operand of the function.</param>
    /// <param name="name">The name in errors and reports.</param>
    /// <param name="body">Maps x to y.</param>
    /// <param name="derivative">Maps x, y and the cotangent dy of y to that of x.</param>
    /// <returns>y, in the shape of the body.</returns>
    /// <exception cref="ArgumentException">There is no name, or the body uses an expression that is no operand.</exception>
    /// <example><code>
    /// Expr rounded = x.CustomVjp("StraightThrough", v => v.Round(), (v, y, dy) => dy);
    /// Expr reversed = x.CustomVjp("GradientReversal", v => 1 * v, (v, y, dy) => -dy);
    /// </code></example>
    public static Expr CustomVjp(
        this Expr x,
        string name,
        Func<Expr, Expr> body,
        Func<Expr, Expr, Expr, Expr?> derivative
    )
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(derivative);
        return CustomVjp(name, operands => body(operands[0]), (operands, y, dy) => [derivative(operands[0], y, dy)], x);
    }

    private sealed record CustomVjpFunction(
        string Label,
        Func<Expr[], Expr> Meaning,
        Func<Expr[], Expr, Expr, IReadOnlyList<Expr?>> Derivative,
        ImmutableArray<ElementType> Elements
    ) : Function
    {
        public override string Name => Label;

        public override string ToString() => Label;

        internal override Expr Body(ReadOnlySpan<Expr> inputs) => Meaning(inputs.ToArray());

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var flows = Derivative([.. y.Inputs], y, dy);
            return flows.Count == y.Inputs.Length
                ? [.. flows.Zip(y.Inputs, Checked)]
                : throw new InvalidOperationException(
                    $"The derivative of {Label} has {flows.Count} cotangents for {y.Inputs.Length} operands."
                );
        }

        internal override OnnxNode? ToOnnx(Expr y) => null;

        protected override ElementType Operand(int index) => Elements[index];

        private Expr? Checked(Expr? flow, Expr x) =>
            flow is null || Broadcast.Of(Label, flow.Shape, x.Shape) == flow.Shape
                ? flow
                : throw new ShapeException(
                    Label,
                    $"its derivative gives a cotangent of {flow.Shape} for an operand of {x.Shape}",
                    $"give one of {x.Shape}"
                );
    }
}
