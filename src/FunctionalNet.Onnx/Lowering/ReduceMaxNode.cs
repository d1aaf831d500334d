namespace FunctionalNet.Lowering;

/// <summary>ReduceMax; the maximum of no integers is the minimum of their type.</summary>
internal sealed class ReduceMaxNode : ILowering
{
    public static string Onnx => "ReduceMax";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [Extremes.Of(node, type => type.Min)];
}
