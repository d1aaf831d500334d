namespace FunctionalNet.Execution;

/// <summary>Replaces a function without a fused kernel by its body.</summary>
internal static class InlineFunctions
{
    public static Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Function { IsFused: false } function)
        {
            return null;
        }

        // The body may contain functions; expand them down to the operands of this one, no further.
        Nesting.CheckStack();
        var operands = inputs.ToHashSet();
        return Expr.Rewrite(
            [function.Body(inputs)!],
            (inner, inners) => operands.Contains(inner) ? inner : Apply(inner, inners)
        )[0];
    }
}
