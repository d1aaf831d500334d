namespace FunctionalNet.Lowering;

/// <summary>LayerNormalization with its mean and inverse standard deviation.</summary>
internal sealed class LayerNormalizationNode : ILowering
{
    public static string Onnx => "LayerNormalization";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var axis = x.Shape.Axis(node.Int32("axis", -1), Onnx);
        int[] axes = [.. Enumerable.Range(axis, x.Shape.Rank - axis)];
        var mean = x.ReduceMean(axes, keepDims: true);
        var centered = x - mean;
        var variance = (centered * centered).ReduceMean(axes, keepDims: true);
        return [node.Known(), mean, (variance + node.Real("epsilon", 1e-5)).Sqrt().Reciprocal()];
    }
}
