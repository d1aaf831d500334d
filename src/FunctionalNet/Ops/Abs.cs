using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Abs.</content>
public static partial class Ops
{
    /// <summary>y = |x|, elementwise; the shape of <paramref name="x"/>. The derivative at 0 is taken as 0.</summary>
    /// <remarks>ONNX: Abs. CUDA: float, double, int64. Derivative: dx = dy sign(x).</remarks>
    /// <example><code>Expr y = x.Abs();</code></example>
    public static Expr Abs(this Expr x) => Unary<AbsOp>.Of(x);

    private readonly record struct AbsOp : IUnary<AbsOp>
    {
        public static string Onnx => "Abs";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Abs;

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static Domain Domain => new(Shape.Scalar, -2, 2) { Kinks = [0] };

        public static void Map<T>(AbsOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Abs(x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Abs(x);

        public Expr[]? Kinks(Expr x) => [x];

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * x.Sign();
    }
}
