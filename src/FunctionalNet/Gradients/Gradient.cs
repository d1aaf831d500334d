using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Reverse mode, from graph to graph: the gradient is an expression and can be differentiated again.</summary>
public static class Gradient
{
    /// <summary>
    /// The gradient of <paramref name="y"/> with respect to each of <paramref name="xs"/>, each of the shape of its x; zero where y does
    /// not depend on an x.
    /// </summary>
    /// <param name="y">The expression to differentiate; usually a scalar loss.</param>
    /// <param name="xs">Any expressions; usually parameters.</param>
    /// <param name="dy">The cotangent, of the shape of y; ones if absent, so that the elements of y are summed.</param>
    /// <exception cref="ShapeException">The cotangent does not have the shape of y.</exception>
    public static ImmutableArray<Expr> Of(Expr y, IReadOnlyList<Expr> xs, Expr? dy = null)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(xs);
        dy ??= Ops.Constant(1).Expand(y.Shape);
        if (dy.Shape != y.Shape)
        {
            throw new ShapeException(
                "Gradient",
                $"the cotangent is {dy.Shape}, y is {y.Shape}",
                $"give a cotangent of shape {y.Shape}"
            );
        }

        return [.. Walk(y, xs, dy).Zip(xs, (dx, x) => dx ?? Ops.Constant(0).Expand(x.Shape))];
    }

    /// <summary>
    /// The derivative of a function through its body. Fresh variables replace the operands first, so that the walk stops at them even if
    /// one operand depends on another.
    /// </summary>
    internal static ImmutableArray<Expr?> ThroughBody(Expr y, Expr dy)
    {
        Nesting.CheckStack();
        var isolated = y.Inputs.Select((x, i) => Expr.Input($"operand {i}", x.Shape, x.Type.Element)).ToArray();
        if (y.Op.Body(isolated) is not { } body)
        {
            return [.. y.Inputs.Select(_ => (Expr?)null)];
        }

        var operands = isolated
            .Zip(y.Inputs, (local, operand) => (local, operand))
            .ToDictionary(pair => pair.local, pair => pair.operand);
        var flows = Walk(body, isolated, dy);
        var rewritten = Expr.Rewrite([.. flows.OfType<Expr>()], (expr, _) => operands.GetValueOrDefault(expr));
        var next = 0;
        return [.. flows.Select(dx => dx is null ? null : rewritten[next++])];
    }

    /// <summary>The cotangents of the operands of one operator: by its own derivative, or by that of its body.</summary>
    internal static ImmutableArray<Expr?> Flows(Expr y, Expr dy) =>
        y.Op.Vjp(y, dy) is { IsDefault: false } flows ? flows : ThroughBody(y, dy);

    /// <summary>Undoes broadcasting: sums <paramref name="x"/> over the axes along which <paramref name="shape"/> was broadcast.</summary>
    internal static Expr SumTo(Expr x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }

        var lead = x.Shape.Rank - shape.Rank;
        int[] stretched =
        [
            .. Enumerable
                .Range(0, x.Shape.Rank)
                .Where(axis => axis < lead || (shape[axis - lead] == 1 && x.Shape[axis] != 1)),
        ];
        var sum = stretched.Length == 0 ? x : x.ReduceSum(stretched, keepDims: true);
        return sum.Shape == shape ? sum : sum.Reshape(shape);
    }

    private static Expr?[] Walk(Expr y, IReadOnlyList<Expr> xs, Expr dy)
    {
        // Only expressions on a path from xs to y have a cotangent.
        var active = new HashSet<Expr>(xs.Where(x => x.IsFloat));
        var order = Expr.Sort([y]);
        foreach (var expr in order)
        {
            if (expr.IsFloat && expr.Inputs.Any(active.Contains))
            {
                active.Add(expr);
            }
        }

        var cotangents = new Dictionary<Expr, Expr> { [y] = dy };
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var expr = order[i];
            if (
                !active.Contains(expr)
                || !expr.Inputs.Any(active.Contains)
                || !cotangents.TryGetValue(expr, out var cotangent)
            )
            {
                continue;
            }

            var flows = Flows(expr, cotangent);
            for (var j = 0; j < flows.Length; j++)
            {
                var input = expr.Inputs[j];
                if (flows[j] is { } flow && active.Contains(input))
                {
                    var dx = SumTo(flow, input.Shape);
                    cotangents[input] = cotangents.TryGetValue(input, out var sum) ? sum + dx : dx;
                }
            }
        }

        return [.. xs.Select(x => cotangents.GetValueOrDefault(x))];
    }
}
