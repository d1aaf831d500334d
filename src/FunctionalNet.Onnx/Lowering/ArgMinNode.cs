namespace FunctionalNet.Lowering;

/// <summary>ArgMin, of equal elements the first or the last.</summary>
internal sealed class ArgMinNode : ILowering
{
    public static string Onnx => "ArgMin";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => FirstOrLast.Place(node);
}
