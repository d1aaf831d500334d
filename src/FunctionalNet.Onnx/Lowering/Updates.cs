namespace FunctionalNet.Lowering;

/// <summary>
/// Common code of the training operators: a rate and a count, then for each tensor its value, its gradient and its states.
/// </summary>
internal static class Updates
{
    /// <summary>The next values of all tensors, then their next states, grouped by kind.</summary>
    /// <param name="node">The node.</param>
    /// <param name="states">The number of states per tensor.</param>
    /// <param name="next">Maps (value, gradient, states) to (next value, next states).</param>
    public static IReadOnlyList<Expr> Of(OnnxNode node, int states, Func<Expr, Expr, Expr[], Expr[]> next)
    {
        var kinds = states + 2;
        var count = (node.Inputs.Length - 2) / kinds;
        if (count < 1 || node.Inputs.Length != 2 + (count * kinds))
        {
            throw new FormatException($"{node.Operator} has {node.Inputs.Length} inputs.");
        }

        Expr[][] results =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => next(At(i, 0), At(i, 1), [.. Enumerable.Range(2, states).Select(kind => At(i, kind))])),
        ];
        return [.. Enumerable.Range(0, states + 1).SelectMany(kind => results.Select(result => result[kind]))];

        Expr At(int tensor, int kind) => node[2 + (kind * count) + tensor];
    }
}
