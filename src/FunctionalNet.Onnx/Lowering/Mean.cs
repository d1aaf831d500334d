namespace FunctionalNet.Lowering;

/// <summary>The mean of any number of operands.</summary>
internal sealed class Mean : ILowering
{
    public static string Onnx => "Mean";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node.All.Aggregate((sum, x) => sum + x) / node.Inputs.Length];
}
