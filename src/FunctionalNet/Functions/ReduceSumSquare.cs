namespace FunctionalNet;

/// <content>ReduceSumSquare.</content>
public static partial class Ops
{
    /// <summary>Σ x² over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>ONNX: ReduceSumSquare. CUDA: float, double. Body: Σ x².</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr decay = 0.5 * rate * weight.ReduceSumSquare();</code></example>
    public static Expr ReduceSumSquare(this Expr x, Axes? axes = null, bool keepDims = false) =>
        ReductionFunction<ReduceSumSquareOp>.Of(x, axes, keepDims);

    private readonly struct ReduceSumSquareOp : IReductionFunction<ReduceSumSquareOp>
    {
        public static string Onnx => "ReduceSumSquare";

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static Expr Body(Expr x, Axes axes, bool keepDims) => (x * x).ReduceSum(axes, keepDims);
    }
}
