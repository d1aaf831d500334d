namespace FunctionalNet.Lowering;

/// <summary>The mean of any number of operands.</summary>
internal sealed class Mean : ILowering
{
    public static string Onnx => "Mean";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node.Inputs.Skip(1).Aggregate(node[0], (sum, x) => sum + x!) / node.Inputs.Length];
}
