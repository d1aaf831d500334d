namespace FunctionalNet.Lowering;

/// <summary>ReduceMax; the largest of no whole numbers is the smallest of their type.</summary>
internal sealed class ReduceMaxNode : ILowering
{
    public static string Onnx => "ReduceMax";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [Extremes.Of(node, type => type.Min)];
}
