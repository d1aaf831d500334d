namespace FunctionalNet.Execution;

/// <summary>An elementwise function without a vector form runs as its body, where that gives the same bits.</summary>
internal static class RunAsBody
{
    public static Expr? Apply(Expr expr, Expr[] inputs) =>
        expr.Op is Elementwise { RunsAsBody: true } ? expr.Op.Body(inputs) : null;
}
