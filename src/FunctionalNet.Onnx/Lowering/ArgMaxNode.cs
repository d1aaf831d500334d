namespace FunctionalNet.Lowering;

/// <summary>ArgMax, of equal elements the first or the last.</summary>
internal sealed class ArgMaxNode : ILowering
{
    public static string Onnx => "ArgMax";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => FirstOrLast.Place(node);
}
