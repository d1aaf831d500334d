namespace FunctionalNet.Lowering;

/// <summary>ReduceMean; for integers it is rounded towards 0.</summary>
internal sealed class ReduceMeanNode : ILowering
{
    public static string Onnx => "ReduceMean";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node[0].IsFloat)
        {
            return [node.Known()];
        }

        var sum = node.As("ReduceSum", node.Inputs);
        return [sum / Reading.Scalar(node[0].Shape.Size / Math.Max(1, sum.Shape.Size), ElementType.Int64)];
    }
}
