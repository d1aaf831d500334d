using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>What a loop collects: a value of each time round, stacked along a new axis.</summary>
internal static class Scans
{
    /// <summary>The stacked values.</summary>
    /// <exception cref="UnsupportedException">The loop never goes round, so that nobody knows the shapes.</exception>
    public static IEnumerable<Value> Stack(OnnxNode node, IReadOnlyList<IReadOnlyList<Value>> rounds, int carried)
    {
        var wanted = node.Outputs - carried;
        return wanted <= 0 ? []
            : rounds.Count == 0
                ? throw new UnsupportedException(
                    node.Operator,
                    "it never goes round, so that what it collects has no shape"
                )
            : Enumerable
                .Range(0, Math.Min(wanted, rounds[0].Count))
                .Select(i => new Value(
                    Ops.Concat(0, [.. rounds.Select(round => round[i].Expr.Unsqueeze(0))]),
                    rounds[0][i].Type
                ));
    }
}
