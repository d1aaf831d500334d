using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>ReduceSum.</content>
public static partial class Ops
{
    /// <summary>The sum over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>ONNX: ReduceSum. CUDA: float, double, int64. Derivative: dx = dy, expanded.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr norm = (w * w).ReduceSum().Sqrt();</code></example>
    public static Expr ReduceSum(this Expr x, Axes? axes = null, bool keepDims = false) =>
        Reduction<ReduceSumOp>.Of(x, axes, keepDims);

    internal readonly struct ReduceSumOp : IReduction<ReduceSumOp>
    {
        public static string Onnx => "ReduceSum";

        public static int AxesInput => 13;

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static T Identity<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Zero;

        public static T Combine<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x + y;

        public static T Fold<T>(ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => RowSums.Sum(x);

        public static void Combine<T>(Span<T> total, ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Add(total, x, total);

        public static Expr Vjp(Expr x, Expr y, Expr dy) => dy.Expand(x.Shape);
    }
}
