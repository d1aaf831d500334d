namespace FunctionalNet.Execution;

/// <summary>A function without a fused kernel becomes its body.</summary>
internal static class InlineFunctions
{
    public static Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Function { IsFused: false } function)
        {
            return null;
        }

        // The body may call functions again, down to its operands and no further.
        Nesting.CheckStack();
        var operands = inputs.ToHashSet();
        return Expr.Rewrite(
            [function.Body(inputs)!],
            (inner, inners) => operands.Contains(inner) ? inner : Apply(inner, inners)
        )[0];
    }
}
