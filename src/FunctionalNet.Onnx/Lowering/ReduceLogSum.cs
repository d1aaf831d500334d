namespace FunctionalNet.Lowering;

/// <summary>ln Σ x over axes; for integers it is rounded towards 0.</summary>
internal sealed class ReduceLogSum : ILowering
{
    public static string Onnx => "ReduceLogSum";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node.As("ReduceSum", node.Inputs).InNumbers(sum => sum.Log())];
}
