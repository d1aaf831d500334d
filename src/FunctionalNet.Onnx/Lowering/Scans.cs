using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>The scan outputs of a loop: one value per iteration, stacked along a new axis.</summary>
internal static class Scans
{
    /// <summary>The stacked values.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rounds">The scan outputs of each iteration.</param>
    /// <param name="carried">The number of loop-carried results before them.</param>
    /// <param name="first">The scan outputs of a first iteration, for the shapes of a loop without iterations.</param>
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
            ? first().Take(wanted).Select(value => value with { Expr = value.Expr.Unsqueeze(0).Narrow(0, 0, 0) })
            : Enumerable
                .Range(0, Math.Min(wanted, rounds[0].Count))
                .Select(i => new Value(
                    Ops.Concat(0, [.. rounds.Select(round => round[i].Expr.Unsqueeze(0))]),
                    rounds[0][i].Type
                ));
    }
}
