namespace FunctionalNet.Execution;

/// <summary>
/// The planner's rewrites, in order. Each is a small rule in a file of its own: it sees an expression with its rewritten
/// operands and answers what stands in its place, or null. Without any of them the plan is slower and otherwise the same.
/// </summary>
internal static class Rules
{
    /// <summary>Gets all rules by name; each call of an entry starts afresh, on a graph.</summary>
    public static IReadOnlyList<(
        string Name,
        Func<IReadOnlyList<Expr>, Func<Expr, Expr[], Expr?>> Start
    )> All { get; } =
    [
        (nameof(InlineFunctions), _ => InlineFunctions.Apply),
        (nameof(FoldConstants), _ => FoldConstants.Apply),
        (nameof(CheckWholeNumbers), _ => CheckWholeNumbers.Apply),
        (nameof(DropIdentities), _ => DropIdentities.Apply),
        (nameof(BroadcastInPlace), _ => BroadcastInPlace.Apply),
        (nameof(ComposeTransposes), _ => ComposeTransposes.Apply),
        (nameof(TransposeIntoMatMul), _ => TransposeIntoMatMul.Apply),
        (nameof(SplitReductions), _ => SplitReductions.Apply),
        (nameof(CommonSubexpressions), _ => new CommonSubexpressions().Apply),
        (nameof(LargestFirst), roots => new LargestFirst(roots).Apply),
        (nameof(Pack16Bit), _ => new Pack16Bit().Apply),
        (nameof(DepthFirst), roots => new DepthFirst(roots).Apply),
    ];

    /// <summary>The same graph after all rules, or after all but one.</summary>
    public static Expr[] Apply(IReadOnlyList<Expr> roots, string? without = null) =>
        All.Where(rule => rule.Name != without)
            .Aggregate(roots.ToArray(), (graph, rule) => Expr.Replace(graph, rule.Start(graph)));
}
