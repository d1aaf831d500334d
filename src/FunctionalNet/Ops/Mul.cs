using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Mul.</content>
public static partial class Ops
{
    /// <summary>z = x y, elementwise; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Mul. CUDA: float, double, int64. Derivative: dx = dy w, dw = dy x.</remarks>
    /// <example><code>Expr z = x * y;</code></example>
    public static Expr Mul(this Expr x, Expr y) => Binary<MulOp>.Of(x, y);

    private readonly record struct MulOp : IBinary<MulOp>
    {
        public static string Onnx => "Mul";

        public static WeightUse TrainableOperands => WeightUse.Blended(Blend.Product);

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Multiply;

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * y;

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) => (dz * y, dz * x);
    }
}

/// <content>Mul.</content>
public sealed partial class Expr
{
    /// <summary>z = x y, elementwise, broadcasting.</summary>
    public static Expr operator *(Expr x, Expr y) => x.Mul(y);

    /// <summary>The product with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator *(Expr x, double y) => x.Mul(y);

    /// <summary>The product with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator *(double x, Expr y) => Ops.Mul(x, y);
}
