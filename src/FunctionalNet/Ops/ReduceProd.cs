using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>ReduceProd.</content>
public static partial class Ops
{
    /// <summary>The product over some axes; over all if none are given. Reduced axes are removed, or kept with size 1.</summary>
    /// <remarks>
    /// ONNX: ReduceProd. The derivative by an element is the product of the others, also where elements are 0. CUDA: float, double. Derivative:
    /// dx = dy times the product of the others.
    /// </remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr volume = sides.ReduceProd([-1]);</code></example>
    public static Expr ReduceProd(this Expr x, Axes? axes = null, bool keepDims = false) =>
        Reduction<ReduceProdOp>.Of(x, axes, keepDims);

    private readonly struct ReduceProdOp : IReduction<ReduceProdOp>
    {
        public static string Onnx => "ReduceProd";

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static T Identity<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One;

        public static T Combine<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * y;

        public static T Fold<T>(ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => RowSums.Product(x);

        public static void Combine<T>(Span<T> total, ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(total, x, total);

        public static Expr Vjp(Expr x, Expr y, Expr dy)
        {
            var flow = dy;
            for (var axis = x.Shape.Rank - 1; axis >= 0; axis--)
            {
                if (y.Shape[axis] != x.Shape[axis])
                {
                    flow *= x.Shape[axis].Size == 0 ? x : Others(x, axis);
                    x = x.ReduceProd([axis], keepDims: true);
                }
            }

            return flow;
        }

        // For each element the product of those before and after it: no division by an element that may be 0.
        private static Expr Others(Expr x, int axis) =>
            Before(x, axis, isReversed: false) * Before(x, axis, isReversed: true);

        // The products of 1, 2, 4, ... neighbours, each of two shorter ones.
        private static Expr Before(Expr x, int axis, bool isReversed)
        {
            var size = x.Shape[axis].Size;
            var product = Moved(x, axis, 1, isReversed);
            for (var reach = 1; reach < size - 1; reach *= 2)
            {
                product *= Moved(product, axis, reach, isReversed);
            }

            return product;
        }

        // Shifts elements along the axis, filling with 1.
        private static Expr Moved(Expr x, int axis, int places, bool isReversed)
        {
            var size = x.Shape[axis].Size;
            var kept = x.Narrow(axis, isReversed ? places : 0, size - places);
            var free = Constant(1).Expand(x.Shape.With(axis, places));
            return isReversed ? Concat(axis, kept, free) : Concat(axis, free, kept);
        }
    }
}
