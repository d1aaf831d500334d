namespace FunctionalNet.Lowering;

/// <summary>x where it is above α, and 0 elsewhere.</summary>
internal sealed class ThresholdedRelu : ILowering
{
    public static string Onnx => "ThresholdedRelu";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [(node[0] > node.Real("alpha", 1)).Where(node[0], 0)];
}
