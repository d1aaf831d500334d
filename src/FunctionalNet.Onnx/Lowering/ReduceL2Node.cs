namespace FunctionalNet.Lowering;

/// <summary>ReduceL2; for integers it is rounded towards 0.</summary>
internal sealed class ReduceL2Node : ILowering
{
    public static string Onnx => "ReduceL2";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node[0].IsFloat ? node.Known() : node.As("ReduceSumSquare", node.Inputs).InNumbers(squares => squares.Sqrt())];
}
