namespace FunctionalNet;

/// <summary>
/// Finds the gradients of a step that are pending until others are known, such as for the norm of all of them: these are kept in 16 bits
/// until then. The others are used by their update at once, so rounding them would save nothing.
/// </summary>
internal sealed class PendingGradients
{
    private const int Late = 1;

    // The only gradient that an expression depends on, and the expressions that depend on several.
    private readonly Dictionary<Expr, Expr> single = [];
    private readonly HashSet<Expr> several = [];
    private readonly HashSet<Expr> waiting = [];
    private readonly Dictionary<Expr, Expr> late = [];
    private readonly Dictionary<Expr, Expr> settled = [];

    private PendingGradients(List<Expr> order)
    {
        foreach (var expr in order)
        {
            Trace(expr);
        }
    }

    /// <summary>The graph in which each <see cref="PendingGradient"/> is resolved.</summary>
    public static Expr[] Settle(IReadOnlyList<Expr> roots)
    {
        var order = Expr.Sort(roots);
        if (!order.Exists(expr => expr.Op is PendingGradient))
        {
            return [.. roots];
        }

        var pending = new PendingGradients(order);
        foreach (var expr in order)
        {
            pending.settled[expr] = pending.Settled(expr);
        }

        return [.. roots.Select(root => pending.settled[root])];
    }

    // A gradient is pending if an expression of its shape depends on it and on another one.
    private void Trace(Expr expr)
    {
        Expr[] gradients = [.. expr.Inputs.Where(single.ContainsKey).Select(input => single[input]).Distinct()];
        if (expr.Op is PendingGradient)
        {
            single[expr] = expr;
        }
        else if (gradients.Length > 1 || expr.Inputs.Any(several.Contains))
        {
            several.Add(expr);
            waiting.UnionWith(
                expr.Inputs.Where(IsOfItsShape)
                    .Select(input => single[input])
                    .Where(gradient => gradient.Shape == expr.Shape)
            );
        }
        else if (gradients is [var only])
        {
            single[expr] = only;
        }
    }

    private bool IsOfItsShape(Expr expr) => single.TryGetValue(expr, out var gradient) && gradient.Shape == expr.Shape;

    private Expr Settled(Expr expr) =>
        expr.Op is PendingGradient ? Waiting(expr, reading: 0)
        : several.Contains(expr) ? expr.On([.. expr.Inputs.Select(input => Again(input) ?? settled[input])])
        : expr.On([.. expr.Inputs.Select(input => settled[input])]);

    private Expr Waiting(Expr gradient, int reading) =>
        waiting.Contains(gradient)
            ? Rounding.Waiting(settled[gradient.Inputs[0]], ((PendingGradient)gradient.Op).Kept, reading)
            : settled[gradient.Inputs[0]];

    // Elementwise functions of a pending gradient are recomputed where they are read late, so that their result is not kept in float32.
    private Expr? Again(Expr expr)
    {
        if (!IsOfItsShape(expr) || !waiting.Contains(single[expr]))
        {
            return null;
        }

        return late.TryGetValue(expr, out var known) ? known
            : expr.Op is PendingGradient ? late[expr] = Waiting(expr, Late)
            : expr.Op is Elementwise
                ? late[expr] = expr.On([.. expr.Inputs.Select(input => Again(input) ?? settled[input])])
            : null;
    }
}
