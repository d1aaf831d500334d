namespace FunctionalNet.Execution;

/// <summary>
/// Replaces x + -0, x - 0, x · 1, x / 1 and a reshape to the same shape by x, if broadcasting does not change the shape. x + 0 is no
/// identity: at x = -0 it is 0.
/// </summary>
internal static class DropIdentities
{
    public static Expr? Apply(Expr expr, Expr[] inputs) =>
        (expr.Op.Name, inputs) switch
        {
            ("Add", [var x, var zero]) when Is(zero, -0.0) && x.Shape == expr.Shape => x,
            ("Add", [var zero, var x]) when Is(zero, -0.0) && x.Shape == expr.Shape => x,
            ("Sub", [var x, var zero]) when Is(zero, 0) && x.Shape == expr.Shape => x,
            ("Mul", [var x, var one]) when Is(one, 1) && x.Shape == expr.Shape => x,
            ("Mul", [var one, var x]) when Is(one, 1) && x.Shape == expr.Shape => x,
            ("Div", [var x, var one]) when Is(one, 1) && x.Shape == expr.Shape => x,
            ("Reshape", [var x]) when x.Shape == expr.Shape => x,
            _ => null,
        };

    private static bool Is(Expr expr, double value) =>
        expr.Op is Constant { Values: [var only] }
        && BitConverter.DoubleToInt64Bits(only) == BitConverter.DoubleToInt64Bits(value)
        && expr.IsFloat;
}
