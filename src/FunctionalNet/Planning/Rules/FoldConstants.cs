namespace FunctionalNet.Execution;

/// <summary>Replaces an operator on constants by its result, computed once in float64.</summary>
internal static class FoldConstants
{
    // Larger results are cheaper to recompute than to keep.
    private const int LargestConstant = 4096;

    public static Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (
            inputs.Length == 0
            || !inputs.All(input => input.Op is Constant)
            || !expr.Shape.IsKnown
            || expr.Shape.Size > LargestConstant
        )
        {
            return null;
        }

        var value = Reference.Run<double>(new Graph([], [expr.On(inputs)]))[0];
        return Ops.Constant(expr.Shape, value.Span.ToArray(), expr.Type.Element);
    }
}
