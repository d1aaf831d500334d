namespace FunctionalNet.Execution;

/// <summary>
/// A transpose of a transpose is one, or none. Where the outer one exchanges the last two axes it stays, for a matrix product reads
/// its operand so at no cost.
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
