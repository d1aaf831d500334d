namespace FunctionalNet.Lowering;

/// <summary>x over its norm along an axis: the sum of absolute values (p = 1), or the root of squares (p = 2). Zeros stay zeros.</summary>
internal sealed class LpNormalization : ILowering
{
    public static string Onnx => "LpNormalization";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        int[] axis = [node.Int32("axis", -1)];
        return
        [
            node.Int("p", 2) switch
            {
                1 => x / x.ReduceL1(axis, keepDims: true).OrOne(),
                2 => x / x.ReduceL2(axis, keepDims: true).OrOne(),
                var p => throw new FormatException($"LpNormalization with p = {p}; 1 or 2 it may be."),
            },
        ];
    }
}
