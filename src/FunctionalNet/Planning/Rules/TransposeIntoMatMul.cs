namespace FunctionalNet.Execution;

/// <summary>
/// Folds transposed operands of a matrix product into the product's transpose flags instead of copying them; integers are copied.
/// </summary>
internal static class TransposeIntoMatMul
{
    public static Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Ops.MatMulOp op || !expr.IsFloat || !inputs.Any(IsTransposed))
        {
            return null;
        }

        var (a, b) = (inputs[0], inputs[1]);
        return new Expr(
            new Ops.MatMulOp(op.TransA ^ IsTransposed(a), op.TransB ^ IsTransposed(b)),
            IsTransposed(a) ? a.Inputs[0] : a,
            IsTransposed(b) ? b.Inputs[0] : b
        );
    }

    private static bool IsTransposed(Expr expr) => expr.Op is Ops.TransposeOp { SwapsLastTwo: true };
}
