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

    // Operators that move elements, of which one may stand for an open end; and those that compare it rightly with all other numbers.
    private static readonly HashSet<string> Moves =
    [
        .. "Concat Expand Gather GatherElements Reshape Slice Transpose Where".Split(' '),
    ];

    private static readonly HashSet<string> Comparisons =
    [
        .. "Equal Greater GreaterOrEqual Less LessOrEqual Max Min".Split(' '),
    ];

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

        if (!expr.Shape.IsKnown || Elements(expr.Shape) > MaxElements || IsLimit(expr, operands))
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

    // Whether a result would depend on which of the integers at the ends of 64 bits an operand has.
    private static bool IsLimit(Expr expr, Tensor<double>[] operands) =>
        !Moves.Contains(expr.Op.Name)
        && expr.Inputs.Zip(operands).Count(one => one.Item1.Type.Element == ElementType.Int64 && HasMark(one.Item2))
            > (Comparisons.Contains(expr.Op.Name) ? 1 : 0);

    private static bool HasMark(Tensor<double> values)
    {
        foreach (var value in values.Span)
        {
            if (WholeNumbers.IsMark(value))
            {
                return true;
            }
        }

        return false;
    }

    private static BigInteger Elements(Shape shape) =>
        shape.Aggregate(BigInteger.One, (product, dim) => product * dim.Size);
}
