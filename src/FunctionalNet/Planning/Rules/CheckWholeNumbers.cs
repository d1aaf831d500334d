namespace FunctionalNet.Execution;

/// <summary>
/// Checks an integer result before it is read. Without this rule a plan gives the same results, or silently wrong numbers.
/// </summary>
internal static class CheckWholeNumbers
{
    public static Expr? Apply(Expr expr, Expr[] inputs) =>
        WholeNumbers.Grows(expr.Op, expr.Type.Element)
            ? new Expr(new CheckExact(expr.Op), [expr.On(inputs), .. Terms(expr.Op, inputs)])
            : null;

    // For sums the operands are checked too.
    private static Expr[] Terms(Op op, Expr[] inputs) => op.Name is "ReduceSum" or "MatMul" ? inputs : [];
}
