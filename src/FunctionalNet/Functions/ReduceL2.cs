namespace FunctionalNet;

/// <content>ReduceL2.</content>
public static partial class Ops
{
    /// <summary>√Σ x² over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>ONNX: ReduceL2. The derivative where all elements are 0 is taken as 0. CUDA: float, double. Body: √Σ x².</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr unit = x / x.ReduceL2([-1], keepDims: true);</code></example>
    public static Expr ReduceL2(this Expr x, Axes? axes = null, bool keepDims = false) =>
        ReductionFunction<ReduceL2Op>.Of(x, axes, keepDims);

    private readonly struct ReduceL2Op : IReductionFunction<ReduceL2Op>
    {
        public static string Onnx => "ReduceL2";

        public static Expr Body(Expr x, Axes axes, bool keepDims) => x.ReduceSumSquare(axes, keepDims).Sqrt();

        public static Expr Vjp(Expr x, Expr y, Expr dy)
        {
            var isZero = y.Equal(0);
            return x * isZero.Where(0, dy / isZero.Where(1, y));
        }
    }
}
