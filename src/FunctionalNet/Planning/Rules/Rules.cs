namespace FunctionalNet.Execution;

/// <summary>
/// The planner's rewrites, in order. Each rule, in its own file, maps an expression with rewritten operands to its replacement, or null.
/// Without any one of them the plan is slower and otherwise the same.
/// </summary>
internal static class Rules
{
    /// <summary>Gets all rules by name; each call of an entry creates a fresh rule for a graph.</summary>
    public static IReadOnlyList<(
        string Name,
        Func<IReadOnlyList<Expr>, Func<Expr, Expr[], Expr?>> Start
    )> All { get; } =
    [
        (nameof(InlineFunctions), _ => InlineFunctions.Apply),
        (nameof(FoldConstants), _ => FoldConstants.Apply),
        (nameof(CheckWholeNumbers), _ => CheckWholeNumbers.Apply),
        (nameof(DropIdentities), _ => DropIdentities.Apply),
        (nameof(SmallPowers), _ => SmallPowers.Apply),
        (nameof(BroadcastInPlace), _ => BroadcastInPlace.Apply),
        (nameof(ComposeTransposes), _ => ComposeTransposes.Apply),
        (nameof(TransposeIntoMatMul), _ => TransposeIntoMatMul.Apply),
        (nameof(SplitReductions), _ => SplitReductions.Apply),
        (nameof(CommonSubexpressions), _ => new CommonSubexpressions().Apply),
        (nameof(LargestFirst), roots => new LargestFirst(roots).Apply),
        (nameof(RunAsBody), _ => RunAsBody.Apply),
        (nameof(Pack16Bit), _ => new Pack16Bit().Apply),
        (nameof(DepthFirst), roots => new DepthFirst(roots).Apply),
    ];

    /// <summary>A graph with functions inlined that have no kernel, and with constants folded.</summary>
    public static Expr[] Plain(IReadOnlyList<Expr> roots) =>
        Expr.Replace(Expr.Replace(roots, InlineFunctions.Apply), FoldConstants.Apply);

    /// <summary>The same for a graph whose parameters and slots stay constant for many runs, planned or <see cref="Eager"/>.</summary>
    public static Expr[] ForPrediction(IReadOnlyList<Expr> roots)
    {
        var plain = Plain(roots);
        return Expr.Replace(plain, new FoldScales(plain).Apply);
    }

    /// <summary>The graph after all rules, or after all but one.</summary>
    public static Expr[] Apply(IReadOnlyList<Expr> roots, string? without = null) =>
        All.Where(rule => rule.Name != without)
            .Aggregate(roots.ToArray(), (graph, rule) => Expr.Replace(graph, rule.Start(graph)));
}
