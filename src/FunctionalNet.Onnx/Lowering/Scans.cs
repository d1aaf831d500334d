using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>What a loop collects: a value of each time round, stacked along a new axis.</summary>
internal static class Scans
{
    /// <summary>The stacked values.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rounds">What each time round gave to be collected.</param>
    /// <param name="carried">How many results come before.</param>
    /// <param name="first">What the first time round would give, whose shapes a loop that never goes round has none of.</param>
    public static IEnumerable<Value> Stack(
        OnnxNode node,
        IReadOnlyList<IReadOnlyList<Value>> rounds,
        int carried,
        Func<IReadOnlyList<Value>> first
    )
    {
        var wanted = node.Outputs - carried;
        if (wanted <= 0)
        {
            return [];
        }

        return rounds.Count == 0
            ? first().Take(wanted).Select(value => value with { Expr = value.Expr.Unsqueeze(0).Slice(0, 0, 0) })
            : Enumerable
                .Range(0, Math.Min(wanted, rounds[0].Count))
                .Select(i => new Value(
                    Ops.Concat(0, [.. rounds.Select(round => round[i].Expr.Unsqueeze(0))]),
                    rounds[0][i].Type
                ));
    }
}
