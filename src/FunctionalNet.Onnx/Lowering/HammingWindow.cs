namespace FunctionalNet.Lowering;

/// <summary>The Hamming window of a static size.</summary>
internal sealed class HammingWindow : ILowering
{
    public static string Onnx => "HammingWindow";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [WindowFunctions.Of(node, 25.0 / 46, 21.0 / 46, 0)];
}
