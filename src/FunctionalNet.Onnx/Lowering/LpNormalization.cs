namespace FunctionalNet.Lowering;

/// <summary>x divided by its norm along an axis: the sum of absolute values (p = 1), or the root of squares (p = 2).</summary>
internal sealed class LpNormalization : ILowering
{
    public static string Onnx => "LpNormalization";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        int[] axis = [node.Int32("axis", -1)];
        var p = node.Int("p", 2);
        if (p is not (1 or 2))
        {
            throw new FormatException($"LpNormalization with p = {p}; 1 or 2 it may be.");
        }

        // Where the norm is 0 the result is 0, and its gradient too; the derivative of the root at 0 is not used.
        var sum = p == 1 ? x.ReduceL1(axis, keepDims: true) : x.ReduceSumSquare(axis, keepDims: true);
        var isZero = sum.Equal(0);
        var safe = isZero.Where(1, sum);
        return [isZero.Where(0, x / (p == 1 ? safe : safe.Sqrt()))];
    }
}
