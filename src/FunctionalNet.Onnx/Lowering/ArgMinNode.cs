namespace FunctionalNet.Lowering;

/// <summary>ArgMin with the first or the last of equal elements.</summary>
internal sealed class ArgMinNode : ILowering
{
    public static string Onnx => "ArgMin";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => FirstOrLast.Place(node);
}
