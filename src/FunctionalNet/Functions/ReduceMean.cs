namespace FunctionalNet;

/// <content>ReduceMean.</content>
public static partial class Ops
{
    /// <summary>The mean over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>ONNX: ReduceMean. NaN over no elements. CUDA: float, double. Body: Σ x / n.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr loss = error.ReduceMean();</code></example>
    public static Expr ReduceMean(this Expr x, Axes? axes = null, bool keepDims = false) =>
        ReductionFunction<ReduceMeanOp>.Of(x, axes, keepDims);

    private readonly struct ReduceMeanOp : IReductionFunction<ReduceMeanOp>
    {
        public static string Onnx => "ReduceMean";

        public static Expr Body(Expr x, Axes axes, bool keepDims)
        {
            var count = Shape.Scalar;
            foreach (var axis in axes)
            {
                count = count.Append(x.Shape[axis..(axis + 1)]);
            }

            var sum = x.ReduceSum(axes, keepDims);
            return count.IsKnown ? sum * (1.0 / count.Size) : sum / count.Count();
        }
    }
}
