namespace FunctionalNet.Lowering;

/// <summary>y = x: another name for the same value.</summary>
internal sealed class Identity : ILowering
{
    public static string Onnx => "Identity";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [node[0]];
}
