namespace FunctionalNet.Lowering;

/// <summary>The sum of any number of operands.</summary>
internal sealed class Sum : ILowering
{
    public static string Onnx => "Sum";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node.Inputs.Skip(1).Aggregate(node[0], (sum, x) => sum + x!)];
}
