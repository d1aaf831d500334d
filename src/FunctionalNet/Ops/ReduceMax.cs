using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>ReduceMax.</content>
public static partial class Ops
{
    /// <summary>The largest element over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>
    /// ONNX: ReduceMax. NaN if an element is. Equal largest elements share the gradient. CUDA: float, double, int64. Derivative: dx = dy where
    /// x = y, shared among equals.
    /// </remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr best = scores.ReduceMax([-1]);</code></example>
    public static Expr ReduceMax(this Expr x, Axes? axes = null, bool keepDims = false) =>
        Reduction<ReduceMaxOp>.Of(x, axes, keepDims);

    private readonly struct ReduceMaxOp : IReduction<ReduceMaxOp>
    {
        public static string Onnx => "ReduceMax";

        public static T Identity<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.NegativeInfinity;

        public static T Combine<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(x, y);

        public static T Fold<T>(ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(x);

        public static void Combine<T>(Span<T> total, ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(total, x, total);

        public static Expr Vjp(Expr x, Expr y, Expr dy) => Shared(x, y, dy);

        public static Expr? Kink(Expr x, Expr y, ReadOnlySpan<int> axes) => Lead(x, y, axes);
    }

    /// <summary>The distance between the largest element and the next one: 0 for several maxima, infinite for a single element.</summary>
    private static Expr Lead(Expr x, Expr largest, ReadOnlySpan<int> axes)
    {
        var chosen = x.Equal(largest);
        var next = chosen.Where(double.NegativeInfinity, x).ReduceMax(axes, keepDims: true);
        return (chosen.Cast(ElementType.Float).ReduceSum(axes, keepDims: true) > 1).Where(0, largest - next);
    }

    /// <summary>The cotangent of selected elements: shared among equals.</summary>
    private static Expr Shared(Expr x, Expr y, Expr dy)
    {
        int[] reduced = [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => y.Shape[axis] != x.Shape[axis])];
        var chosen = x.Equal(y);
        return chosen.Where(
            reduced.Length == 0 ? dy : dy / chosen.Cast(ElementType.Float).ReduceSum(reduced, keepDims: true),
            0
        );
    }
}
