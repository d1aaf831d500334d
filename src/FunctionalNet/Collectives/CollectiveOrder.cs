namespace FunctionalNet.Execution;

/// <summary>
/// One order of all collectives of a graph, by an operand that each has more: the collective before it. Without it the schedule decides,
/// which depends on sizes, and ranks whose shares differ by a row would wait for each other for ever.
/// </summary>
internal static class CollectiveOrder
{
    /// <summary>The same graph with that order. Functions in whose bodies collectives may stand are composed already.</summary>
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

    // A collective comes right behind its newest operand, not where it was composed: sums of gradients come before a derivative that is older
    // than they are, but is computed after them. Its users are newer than both, so that operands still come first.
    private static IEnumerable<Expr> Order(IEnumerable<Expr> exprs) =>
        exprs
            .Select(expr => (Expr: expr, IsCollective: expr.Op is ICollective))
            .OrderBy(one => one.IsCollective ? one.Expr.Inputs.Max(input => input.Id) : one.Expr.Id)
            .ThenBy(one => one.IsCollective)
            .ThenBy(one => one.Expr.Id)
            .Select(one => one.Expr);
}
