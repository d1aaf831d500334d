using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>ReduceProd.</content>
public static partial class Ops
{
    /// <summary>The product over some axes; over all where none are named. Reduced axes vanish, or stay as 1.</summary>
    /// <remarks>ONNX: ReduceProd. The gradient needs elements other than 0.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr volume = sides.ReduceProd([-1]);</code></example>
    public static Expr ReduceProd(this Expr x, ReadOnlySpan<int> axes = default, bool keepDims = false) =>
        Reduction<ReduceProdOp>.Of(x, axes, keepDims);

    private readonly struct ReduceProdOp : IReduction<ReduceProdOp>
    {
        public static string Onnx => "ReduceProd";

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static Domain Domain => new(Shape.Scalar, 0.5, 1.5);

        public static T Identity<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One;

        public static T Combine<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * y;

        public static T Fold<T>(ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Totals.Product(x);

        public static void Combine<T>(Span<T> total, ReadOnlySpan<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(total, x, total);

        public static Expr Vjp(Expr x, Expr y, Expr dy) => dy * y / x;
    }
}
