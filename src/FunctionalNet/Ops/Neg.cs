using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Neg.</content>
public static partial class Ops
{
    /// <summary>y = -x, elementwise; the shape of <paramref name="x"/>. Also written <c>-x</c>.</summary>
    /// <remarks>ONNX: Neg. CUDA: float, double, int64. Derivative: dx = -dy.</remarks>
    /// <example><code>Expr y = -x;</code></example>
    public static Expr Neg(this Expr x) => Unary<NegOp>.Of(x);

    private readonly record struct NegOp : IUnary<NegOp>
    {
        public static string Onnx => "Neg";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Negate;

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static void Map<T>(NegOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Negate(x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => -x;

        public Expr Vjp(Expr x, Expr y, Expr dy) => -dy;
    }
}

/// <content>Neg.</content>
public sealed partial class Expr
{
    /// <summary>y = -x, elementwise.</summary>
    public static Expr operator -(Expr x) => x.Neg();
}
