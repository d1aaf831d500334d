using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Pow.</content>
public static partial class Ops
{
    /// <summary>z = xʸ, elementwise; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Pow. The derivative by y is taken as 0 where x is not positive.</remarks>
    /// <example><code>Expr z = x.Pow(3);</code></example>
    public static Expr Pow(this Expr x, Expr y) => Binary<PowOp>.Of(x, y);

    private readonly record struct PowOp : IBinary<PowOp>
    {
        public static string Onnx => "Pow";

        public static Domain Left => new(Shape.Scalar, 0.5, 3);

        public static Domain Right => new(Shape.Scalar, -2, 2);

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Pow(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Pow(x, y);

        public static Expr[]? Kinks(Expr x, Expr y) =>
            y.Op is Constant { Values: [>= 0 and var power] } && double.IsInteger(power) ? [] : [x];

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) =>
            (
                dz * (IsNowhereZero(y) ? y * x.Pow(y - 1) : y.Equal(0).Where(0, y * x.Pow(y - 1))),
                dz * (x > 0).Where(z * (x > 0).Where(x, 1).Log(), 0)
            );

        // x⁰ is 1 everywhere, but 0 · x⁻¹ is NaN at 0.
        private static bool IsNowhereZero(Expr y) =>
            y.Op is FunctionalNet.Constant constant && !constant.Values.Contains(0);
    }
}
