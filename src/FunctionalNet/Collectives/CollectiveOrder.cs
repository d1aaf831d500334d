namespace FunctionalNet.Execution;

/// <summary>
/// Imposes one order on all collectives of a graph, by an additional operand: the previous collective. Otherwise the schedule would decide,
/// which depends on sizes, and ranks whose shares differ by a row would deadlock.
/// </summary>
internal static class CollectiveOrder
{
    /// <summary>The same graph with that order. Functions whose bodies may contain collectives must be inlined already.</summary>
    public static Expr[] Of(IReadOnlyList<Expr> roots)
    {
        Expr? before = null;
        return Expr.Replace(
            roots,
            (expr, inputs) =>
            {
                if (expr.Op is not ICollective)
                {
                    return null;
                }

                return before = before is null ? expr.On(inputs) : new Expr(expr.Op, [.. inputs, before]);
            },
            Order
        );
    }

    // A collective comes right after its newest operand, not where it was created: sums of gradients precede a derivative that was created
    // before them, but is computed after them. Its users are newer than both, so the order remains topological.
    private static IEnumerable<Expr> Order(IEnumerable<Expr> exprs) =>
        exprs
            .Select(expr => (Expr: expr, IsCollective: expr.Op is ICollective))
            .OrderBy(one => one.IsCollective ? one.Expr.Inputs.Max(input => input.Id) : one.Expr.Id)
            .ThenBy(one => one.IsCollective)
            .ThenBy(one => one.Expr.Id)
            .Select(one => one.Expr);
}
