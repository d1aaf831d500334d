using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Import;

/// <summary>
/// Evaluates expressions that are known before a graph runs, lazily and once each. Limited to small values, so that a file cannot demand
/// excessive work.
/// </summary>
/// <param name="leaf">The value of a variable, or of the sizes of an operand; null if unknown.</param>
/// <param name="wraps">Whether integers wrap around in their types.</param>
internal sealed class Folding(Func<Expr, Tensor<double>?> leaf, bool wraps = true)
{
    private const int MaxElements = 1 << 22;
    private const long MaxFlops = 1L << 28;

    private readonly Dictionary<Expr, Tensor<double>?> done = [];
    private long flops;

    /// <summary>The value; null if it depends on unknown values, or is too large.</summary>
    public Tensor<double>? Of(Expr wanted)
    {
        var open = new Stack<Expr>([wanted]);
        while (open.TryPeek(out var expr))
        {
            if (done.ContainsKey(expr))
            {
                open.Pop();
                continue;
            }

            // The sizes of an operand are known even if its value is not.
            var isLeaf = expr.Op is Variable or Constant or Ops.ShapeOp;
            var missing = isLeaf ? null : expr.Inputs.FirstOrDefault(input => !done.ContainsKey(input));
            if (missing is null)
            {
                done[expr] = isLeaf ? Leaf(expr) : Evaluate(expr);
                open.Pop();
            }
            else
            {
                open.Push(missing);
            }
        }

        return done[wanted];
    }

    private Tensor<double>? Leaf(Expr expr) =>
        expr.Op is Constant constant ? new Tensor<double>(expr.Shape, constant.Values.AsSpan()) : leaf(expr);

    private Tensor<double>? Evaluate(Expr expr)
    {
        var operands = new Tensor<double>[expr.Inputs.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            if (done[expr.Inputs[i]] is not { } operand || operand.Shape != expr.Inputs[i].Shape)
            {
                return null;
            }

            operands[i] = operand;
        }

        if (!expr.Shape.IsKnown || Elements(expr.Shape) > MaxElements)
        {
            return null;
        }

        flops += expr.Op.Flops(expr) + expr.Shape.Size;
        if (flops > MaxFlops)
        {
            return null;
        }

        // The trial sizes of free axes are larger than real ones, so a type of few bits may not hold results computed from them.
        if (!wraps && expr.Op is Wrap)
        {
            return operands[0];
        }

        try
        {
            return Reference.Value(expr, operands);
        }
        catch (InexactNumberException)
        {
            return null;
        }
    }

    private static BigInteger Elements(Shape shape) =>
        shape.Aggregate(BigInteger.One, (product, dim) => product * dim.Size);
}
