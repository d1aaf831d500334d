namespace FunctionalNet.Execution;

/// <summary>Packs a value that is rounded to 16 bits and read late, such as a saved activation, until it is read.</summary>
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
