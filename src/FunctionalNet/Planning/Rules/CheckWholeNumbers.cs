namespace FunctionalNet.Execution;

/// <summary>
/// A whole number that an operator makes is looked at before anything reads it. Without this rule a plan gives the same, or numbers that
/// are silently wrong.
/// </summary>
internal static class CheckWholeNumbers
{
    public static Expr? Apply(Expr expr, Expr[] inputs) =>
        WholeNumbers.Grows(expr.Op, expr.Type.Element)
            ? new Expr(new Exactly(expr.Op), [expr.On(inputs), .. Terms(expr.Op, inputs)])
            : null;

    // Only of a sum the operands are looked at too.
    private static Expr[] Terms(Op op, Expr[] inputs) => op.Name is "ReduceSum" or "MatMul" ? inputs : [];
}
