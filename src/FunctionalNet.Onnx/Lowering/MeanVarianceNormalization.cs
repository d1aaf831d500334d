namespace FunctionalNet.Lowering;

/// <summary>(x - mean) divided by the standard deviation along axes, to which 10⁻⁹ is added.</summary>
internal sealed class MeanVarianceNormalization : ILowering
{
    public static string Onnx => "MeanVarianceNormalization";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        int[] axes = [.. (node.Ints("axes") ?? [0, 2, 3]).Select(Reading.Whole)];
        var centered = x - x.ReduceMean(axes, keepDims: true);
        return [centered / ((centered * centered).ReduceMean(axes, keepDims: true).Root(2) + 1e-9)];
    }
}
