namespace FunctionalNet.Execution;

/// <summary>
/// Moves bias and activation behind max pooling: the maximum of max(x + b, 0) over a window is max(maximum of x + b, 0), bit for bit, and
/// fewer elements are computed. Requires non-decreasing operators whose other operands are constant over a window and finite, and
/// intermediate values without another reader.
/// </summary>
internal sealed class LargestFirst(IReadOnlyList<Expr> roots)
{
    private readonly ILookup<Expr, Expr> readers = Expr.Sort(roots)
        .SelectMany(expr => expr.Inputs.Select(input => (input, expr)))
        .Concat(roots.Select(root => (input: root, expr: root)))
        .ToLookup(edge => edge.input, edge => edge.expr);

    public Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not IWindowMaximum { FirstAxis: var axis })
        {
            return null;
        }

        var (before, now) = (expr.Inputs[0], inputs[0]);
        var passed = new Stack<(Expr Step, int Through)>();
        while (
            now.Op is Elementwise { IsNonDecreasing: true }
            && before.Op == now.Op
            && readers[before].Count() == 1
            && Through(now, axis) is >= 0 and var through
        )
        {
            passed.Push((now, through));
            (before, now) = (before.Inputs[through], now.Inputs[through]);
        }

        return passed.Count == 0
            ? null
            : passed.Aggregate(
                new Expr(expr.Op, now),
                (value, step) =>
                    step.Step.On([.. step.Step.Inputs.Select((input, i) => i == step.Through ? value : input)])
            );
    }

    // The only operand that varies over a window, or -1.
    private static int Through(Expr expr, int axis)
    {
        int[] changing = [.. Enumerable.Range(0, expr.Inputs.Length).Where(i => Changes(expr.Inputs[i].Shape))];
        return changing is [var only] && expr.Inputs[only].Shape == expr.Shape ? only : -1;

        bool Changes(Shape shape)
        {
            var trailing = Math.Min(shape.Rank, expr.Shape.Rank - axis);
            return shape[^trailing..].Any(dim => dim != 1);
        }
    }
}
