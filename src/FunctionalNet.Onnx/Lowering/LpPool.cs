namespace FunctionalNet.Lowering;

/// <summary>The p-th root of the sum of p-th powers of a window.</summary>
internal sealed class LpPool : ILowering
{
    public static string Onnx => "LpPool";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var p = node.Int("p", 2);
        var taps = (node.Ints("kernel_shape") ?? []).Aggregate(1.0, (product, size) => product * size);
        var mean = node.With("count_include_pad", 1L).As("AveragePool", node[0].Abs().Pow(p));
        return [(mean * taps).Root(p)];
    }
}
