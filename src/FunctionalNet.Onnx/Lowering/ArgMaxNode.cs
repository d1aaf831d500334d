namespace FunctionalNet.Lowering;

/// <summary>ArgMax with the first or the last of equal elements.</summary>
internal sealed class ArgMaxNode : ILowering
{
    public static string Onnx => "ArgMax";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => FirstOrLast.Place(node);
}
