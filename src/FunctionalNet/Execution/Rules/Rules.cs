namespace FunctionalNet.Execution;

/// <summary>
/// The planner's rewrites, in order. Each is a small rule in a file of its own: it sees an expression with its rewritten
/// operands and answers what stands in its place, or null. Without any of them the plan is slower and otherwise the same.
/// </summary>
internal static class Rules
{
    /// <summary>Gets all rules by name; each call of an entry starts afresh.</summary>
    public static IReadOnlyList<(string Name, Func<Func<Expr, Expr[], Expr?>> Start)> All { get; } =
    [
        (nameof(InlineFunctions), () => InlineFunctions.Apply),
        (nameof(FoldConstants), () => FoldConstants.Apply),
        (nameof(DropIdentities), () => DropIdentities.Apply),
        (nameof(BroadcastInPlace), () => BroadcastInPlace.Apply),
        (nameof(ComposeTransposes), () => ComposeTransposes.Apply),
        (nameof(TransposeIntoMatMul), () => TransposeIntoMatMul.Apply),
        (nameof(FuseMultiplyAdd), () => FuseMultiplyAdd.Apply),
        (nameof(SplitReductions), () => SplitReductions.Apply),
        (nameof(CommonSubexpressions), () => new CommonSubexpressions().Apply),
    ];

    /// <summary>The same graph after all rules, or after all but one.</summary>
    public static Expr[] Apply(IReadOnlyList<Expr> roots, string? without = null) =>
        All.Where(rule => rule.Name != without)
            .Aggregate(roots.ToArray(), (graph, rule) => Expr.Rewrite(graph, rule.Start()));
}
