namespace FunctionalNet.Execution;

/// <summary>What is rounded to 16 bits and read late, such as an activation in the backward pass, lies packed until it is.</summary>
internal sealed class Pack16Bit
{
    private readonly Dictionary<(Expr Operand, Precision To), Expr> packed = [];

    public Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Rounding { Waits: true } rounding || expr.Shape.Size < Rounding.Fewest)
        {
            return null;
        }

        if (!packed.TryGetValue((inputs[0], rounding.To), out var known))
        {
            known = packed[(inputs[0], rounding.To)] = Packed.Of(inputs[0], rounding.To);
        }

        return Packed.Unpacked(known, expr.Shape, rounding.To);
    }
}
