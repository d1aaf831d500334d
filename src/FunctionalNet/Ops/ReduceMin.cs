using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>ReduceMin.</content>
public static partial class Ops
{
    /// <summary>The smallest element over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>
    /// ONNX: ReduceMin. NaN if an element is. Equal smallest elements share the gradient. CUDA: float, double, int64. Derivative: dx = dy where
    /// x = y, shared among equals.
    /// </remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr worst = scores.ReduceMin([-1]);</code></example>
    public static Expr ReduceMin(this Expr x, Axes? axes = null, bool keepDims = false) =>
        Reduction<ReduceMinOp>.Of(x, axes, keepDims);

    private readonly struct ReduceMinOp : IReduction<ReduceMinOp>
    {
        public static string Onnx => "ReduceMin";

        public static T Identity<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.PositiveInfinity;

        public static T Combine<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Min(x, y);

        public static T Fold<T>(ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(x);

        public static void Combine<T>(Span<T> total, ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(total, x, total);

        public static Expr Vjp(Expr x, Expr y, Expr dy) => Shared(x, y, dy);

        public static Expr? Kink(Expr x, Expr y, ReadOnlySpan<int> axes) => Lead(-x, -y, axes);
    }
}
