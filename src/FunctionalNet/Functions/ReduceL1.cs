namespace FunctionalNet;

/// <content>ReduceL1.</content>
public static partial class Ops
{
    /// <summary>Σ |x| over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>ONNX: ReduceL1. The derivative at 0 is taken as 0. CUDA: float, double. Body: Σ abs(x).</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr sparsity = rate * weight.ReduceL1();</code></example>
    public static Expr ReduceL1(this Expr x, Axes? axes = null, bool keepDims = false) =>
        ReductionFunction<ReduceL1Op>.Of(x, axes, keepDims);

    private readonly struct ReduceL1Op : IReductionFunction<ReduceL1Op>
    {
        public static string Onnx => "ReduceL1";

        public static Domain Domain => new(Shape.Scalar) { Kinks = [0] };

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static Expr Body(Expr x, Axes axes, bool keepDims) => x.Abs().ReduceSum(axes, keepDims);
    }
}
