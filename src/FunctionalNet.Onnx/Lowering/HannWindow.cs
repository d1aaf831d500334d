namespace FunctionalNet.Lowering;

/// <summary>The Hann window of a static size.</summary>
internal sealed class HannWindow : ILowering
{
    public static string Onnx => "HannWindow";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [WindowFunctions.Of(node, 0.5, 0.5, 0)];
}
