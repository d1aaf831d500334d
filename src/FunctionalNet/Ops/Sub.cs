using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Sub.</content>
public static partial class Ops
{
    /// <summary>z = x - y, elementwise; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Sub. CUDA: float, double, int64. Derivative: dx = dy, dw = -dy.</remarks>
    /// <example><code>Expr z = x - y;</code></example>
    public static Expr Sub(this Expr x, Expr y) => Binary<SubOp>.Of(x, y);

    private readonly record struct SubOp : IBinary<SubOp>
    {
        public static string Onnx => "Sub";

        public static WeightUse TrainableOperands => WeightUse.Blended(Blend.Difference);

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Subtract;

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Subtract(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x - y;

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) => (dz, -dz);
    }
}

/// <content>Sub.</content>
public sealed partial class Expr
{
    /// <summary>z = x - y, elementwise, broadcasting.</summary>
    public static Expr operator -(Expr x, Expr y) => x.Sub(y);

    /// <summary>The difference with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator -(Expr x, double y) => x.Sub(y);

    /// <summary>The difference with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator -(double x, Expr y) => Ops.Sub(x, y);
}
