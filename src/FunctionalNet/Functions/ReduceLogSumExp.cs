namespace FunctionalNet;

/// <content>ReduceLogSumExp.</content>
public static partial class Ops
{
    /// <summary>
    /// ln Σ eˣ over some axes, without overflow; over all if none are given. Reduced axes are removed, or kept with size 1.
    /// </summary>
    /// <remarks>ONNX: ReduceLogSumExp. CUDA: float, double. Body: ln Σ exp(x - m) + m, m = max x where finite.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr logZ = scores.ReduceLogSumExp([-1]);</code></example>
    public static Expr ReduceLogSumExp(this Expr x, Axes? axes = null, bool keepDims = false) =>
        ReductionFunction<ReduceLogSumExpOp>.Of(x, axes, keepDims);

    private readonly struct ReduceLogSumExpOp : IReductionFunction<ReduceLogSumExpOp>
    {
        public static string Onnx => "ReduceLogSumExp";

        public static Expr Body(Expr x, Axes axes, bool keepDims)
        {
            // Shifted by the maximum, unless that is infinite.
            var largest = x.ReduceMax(axes, keepDims: true);
            var shift = (largest.Abs() < double.PositiveInfinity).Where(largest, 0);
            var sum = (x - shift).Exp().ReduceSum(axes, keepDims: true).Log() + shift;
            return keepDims ? sum : sum.Reshape(x.ReduceSum(axes).Shape);
        }

        // If the sum is infinite, its infinite terms share the gradient; if all terms are -∞, the gradient is 0.
        public static Expr Vjp(Expr x, Expr y, Expr dy)
        {
            var isInfinite = y.Abs().Equal(double.PositiveInfinity);
            var largest = x.Equal(double.PositiveInfinity).Cast(ElementType.Float);
            var share = largest / Gradient.SumTo(largest, y.Shape).Max(1);
            return dy * isInfinite.Where(share, isInfinite.Where(0, x - y).Exp());
        }
    }
}
