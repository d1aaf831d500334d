namespace FunctionalNet.Execution;

/// <summary>Removes Expand from an operand of an elementwise operator if the result keeps its shape.</summary>
internal static class BroadcastInPlace
{
    public static Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Elementwise || expr.Op.Name == "Expand" || !inputs.Any(IsExpanded))
        {
            return null;
        }

        var peeled = expr.On([.. inputs.Select(input => IsExpanded(input) ? input.Inputs[0] : input)]);
        return peeled.Shape == expr.Shape ? peeled : null;
    }

    private static bool IsExpanded(Expr expr) => expr.Op.Name == "Expand";
}
