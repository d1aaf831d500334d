namespace FunctionalNet.Lowering;

/// <summary>The p-th root of the sum of p-th powers of a plane.</summary>
internal sealed class GlobalLpPool : ILowering
{
    public static string Onnx => "GlobalLpPool";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, p) = (node[0], node.Int("p", 2));
        int[] plane = [.. Enumerable.Range(2, Math.Max(0, x.Shape.Rank - 2))];
        return [x.Abs().Pow(p).ReduceSum(plane, keepDims: true).Root(p)];
    }
}
