namespace FunctionalNet;

/// <content>ReduceMean.</content>
public static partial class Ops
{
    /// <summary>The mean over some axes; over all where none are named. Reduced axes vanish, or stay as 1.</summary>
    /// <remarks>ONNX: ReduceMean. NaN over no elements.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr loss = error.ReduceMean();</code></example>
    public static Expr ReduceMean(this Expr x, ReadOnlySpan<int> axes = default, bool keepDims = false) =>
        ReductionFunction<ReduceMeanOp>.Of(x, axes, keepDims);

    private readonly struct ReduceMeanOp : IReductionFunction<ReduceMeanOp>
    {
        public static string Onnx => "ReduceMean";

        public static Expr Body(Expr x, ReadOnlySpan<int> axes, bool keepDims)
        {
            var count = 1L;
            foreach (var axis in axes)
            {
                count *= x.Shape[axis].Size;
            }

            return x.ReduceSum(axes, keepDims) * (1.0 / count);
        }
    }
}
