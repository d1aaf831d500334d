namespace FunctionalNet.Execution;

/// <summary>Replaces an elementwise function without a vector form by its body, if that gives the same bits.</summary>
internal static class RunAsBody
{
    public static Expr? Apply(Expr expr, Expr[] inputs) =>
        expr.Op is Elementwise { RunsAsBody: true } ? expr.Op.Body(inputs) : null;
}
