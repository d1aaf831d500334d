namespace FunctionalNet.Lowering;

/// <summary>Sums of products by Einstein's convention.</summary>
internal sealed class Einsum : ILowering
{
    public static string Onnx => "Einsum";

    public static WeightUse TrainableOperands => WeightUse.At(0, 1, 2, 3);

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [Ops.Einsum(node.Text("equation", string.Empty), node.All)];
}
