namespace FunctionalNet.Lowering;

/// <summary>The sum of any number of operands.</summary>
internal sealed class Sum : ILowering
{
    public static string Onnx => "Sum";

    public static WeightUse TrainableOperands => WeightUse.Blended(Blend.Sum);

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [node.All.Aggregate((sum, x) => sum + x)];
}
