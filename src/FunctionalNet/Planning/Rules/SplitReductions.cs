namespace FunctionalNet.Execution;

/// <summary>
/// Splits a sum over non-adjacent axes into sums over runs of adjacent axes, innermost first, for which there are fast kernels: the
/// gradient of a channel bias is such a sum.
/// </summary>
internal static class SplitReductions
{
    public static Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Reduction<Ops.ReduceSumOp> { Axes: [.., var last] axes } || inputs[0].Shape.Size == 0)
        {
            return null;
        }

        int[] inner = [.. axes.Reverse().TakeWhile((axis, i) => axis == last - i).Reverse()];
        return inner.Length == axes.Count
            ? null
            : inputs[0]
                .ReduceSum(inner, keepDims: true)
                .ReduceSum(axes.Span[..(axes.Count - inner.Length)], keepDims: true)
                .Reshape(expr.Shape);
    }
}
