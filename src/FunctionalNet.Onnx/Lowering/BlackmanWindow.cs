namespace FunctionalNet.Lowering;

/// <summary>The Blackman window of a static size.</summary>
internal sealed class BlackmanWindow : ILowering
{
    public static string Onnx => "BlackmanWindow";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [WindowFunctions.Of(node, 0.42, 0.5, 0.08)];
}
