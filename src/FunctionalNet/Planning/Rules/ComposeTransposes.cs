namespace FunctionalNet.Execution;

/// <summary>
/// Merges a transpose of a transpose into one, or none. An outer transpose that exchanges the last two axes stays, because a matrix product
/// reads such an operand at no cost.
/// </summary>
internal static class ComposeTransposes
{
    public static Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Ops.TransposeOp outer || inputs[0].Op is not Ops.TransposeOp inner)
        {
            return null;
        }

        int[] both = [.. outer.Permutation.Select(axis => inner.Permutation[axis])];
        return both.SequenceEqual(Enumerable.Range(0, both.Length)) ? inputs[0].Inputs[0]
            : outer.SwapsLastTwo ? null
            : inputs[0].Inputs[0].Transpose(both);
    }
}
