namespace FunctionalNet.Lowering;

/// <summary>The p-th root of the sum of p-th powers of a window; padding is 0.</summary>
internal sealed class LpPool : ILowering
{
    public static string Onnx => "LpPool";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode given)
    {
        var (node, window) = PoolingShapes.Of(given);
        var (x, p) = (node[0], node.Int("p", 2));
        if (PoolingShapes.Empty(node, window) is { } empty)
        {
            return [empty];
        }

        var isCeiling = node.Flag("ceil_mode", false);
        int[] behind = [.. Enumerable.Range(0, window.Rank).Select(Behind)];

        // The mean times the number of elements is the sum, once x is padded to what its windows read.
        var mean = x.Abs()
            .Pow(p)
            .Pad([0, 0, .. window.Before], [0, 0, .. behind])
            .AveragePool(
                new PerAxis([.. window.Kernel]),
                new PerAxis([.. window.Strides]),
                dilation: new PerAxis([.. window.Dilations])
            );
        return [(mean * window.Taps).Root(p)];

        // Up to the end of the last window, and at least the padding.
        int Behind(int axis)
        {
            if (!isCeiling || window.Strides[axis] == 1)
            {
                return window.After[axis];
            }

            var last = (window.Outputs(Onnx, x.Shape, axis, ceiling: true).Size - 1) * window.Strides[axis];
            return Math.Max(0, last + window.Reach(axis) - window.Before[axis] - x.Shape[axis + 2].Size);
        }
    }
}
