using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Reciprocal.</content>
public static partial class Ops
{
    /// <summary>y = 1/x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Reciprocal. CUDA: float, double. Derivative: dx = -dy y².</remarks>
    /// <example><code>Expr y = x.Reciprocal();</code></example>
    public static Expr Reciprocal(this Expr x) => Unary<ReciprocalOp>.Of(x);

    private readonly record struct ReciprocalOp : IUnary<ReciprocalOp>
    {
        public static string Onnx => "Reciprocal";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Reciprocal;

        public static Domain Domain => new(Shape.Scalar, -3, 3) { Kinks = [0] };

        public static void Map<T>(ReciprocalOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(T.One, x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One / x;

        public Expr[]? Kinks(Expr x) => [x];

        public Expr Vjp(Expr x, Expr y, Expr dy) => -dy * y * y;
    }
}
