namespace FunctionalNet.Execution;

/// <summary>
/// Runs convolutions, pools and the operators between them depth first: a few samples pass through all of them before the next ones, so
/// that each operator finds its operand in cache. For predictions: intermediate values must have no other reader.
/// </summary>
internal sealed class DepthFirst
{
    // With fewer samples, or smaller intermediate values, the data stays in the cache anyway.
    private const int FewestSamples = 8;
    private const int MinBetween = 1 << 16;

    // Elements of filters and other shared operands that stay in the cache beside the samples.
    private const int MaxShared = 1 << 16;

    private readonly ILookup<Expr, Expr> readers;
    private readonly HashSet<Expr> kept;
    private readonly Dictionary<Expr, HashSet<Expr>> regions = [];
    private readonly Dictionary<Expr, Expr> rewritten = [];

    public DepthFirst(IReadOnlyList<Expr> roots)
    {
        var order = Expr.Sort(roots);
        readers = order
            .SelectMany(expr => expr.Inputs.Select(input => (input, expr)))
            .ToLookup(edge => edge.input, edge => edge.expr);
        kept = [.. roots];
        var seen = new HashSet<Expr>();
        foreach (var last in Enumerable.Reverse(order).Where(expr => Takes(expr) && !seen.Contains(expr)))
        {
            var region = Grow(last);
            seen.UnionWith(region);
            if (
                region.Count(member => member.Op is not Elementwise) > 1
                && region.Sum(member => (long)member.Shape.Size) - last.Shape.Size >= MinBetween
            )
            {
                regions.Add(last, region);
            }
        }
    }

    public Expr? Apply(Expr expr, Expr[] inputs)
    {
        foreach (var (input, now) in expr.Inputs.Zip(inputs))
        {
            rewritten[input] = now;
        }

        return regions.TryGetValue(expr, out var region) ? Replace(expr, region) : null;
    }

    private static bool Takes(Expr expr) =>
        expr is { Op: ISamplewise, Shape: [var samples, ..] } && samples.Size >= FewestSamples;

    private static bool IsPerSample(Expr expr, int operand) => ((ISamplewise)expr.Op).IsPerSample(expr, operand);

    private static long Shared(Expr expr) =>
        expr.Inputs.Where((_, i) => !IsPerSample(expr, i)).Sum(input => (long)input.Shape.Size);

    // The region of expressions that only lead to the last one; newest first, so that all readers of an expression are decided before
    // it. Each is decided once, however many read it: a value that is read twice in each of n operators would otherwise be decided 2ⁿ
    // times.
    private HashSet<Expr> Grow(Expr last)
    {
        var region = new HashSet<Expr>();
        var shared = 0L;
        var found = new HashSet<Expr> { last };
        var open = new PriorityQueue<Expr, long>([(last, -last.Id)]);
        while (open.TryDequeue(out var expr, out _))
        {
            if (
                expr == last
                || (
                    Takes(expr)
                    && !kept.Contains(expr)
                    && shared + Shared(expr) <= MaxShared
                    && readers[expr].All(region.Contains)
                )
            )
            {
                region.Add(expr);
                shared += Shared(expr);
                open.EnqueueRange(
                    expr.Inputs.Where((input, i) => IsPerSample(expr, i) && found.Add(input))
                        .Select(input => (input, -input.Id))
                );
            }
        }

        return region;
    }

    private Expr Replace(Expr last, HashSet<Expr> region)
    {
        var operands = new Dictionary<(Expr Source, bool IsPerSample), Expr>();
        var inner = new Dictionary<Expr, Expr>();
        foreach (var member in region.OrderBy(member => member.Id))
        {
            inner[member] = member.On([.. member.Inputs.Select((input, i) => Inner(input, IsPerSample(member, i)))]);
        }

        return new(
            new DepthFirstOp(
                new Graph([.. operands.Values], [inner[last]]),
                [.. operands.Keys.Select(operand => operand.IsPerSample)]
            ),
            [.. operands.Keys.Select(operand => rewritten[operand.Source])]
        );

        Expr Inner(Expr input, bool isPerSample) =>
            inner.TryGetValue(input, out var known) ? known
            : input.Op is Constant && !isPerSample ? input
            : operands.TryGetValue((input, isPerSample), out var operand) ? operand
            : operands[(input, isPerSample)] = Expr.Input($"operand {operands.Count}", input.Shape, input.Type.Element);
    }
}
