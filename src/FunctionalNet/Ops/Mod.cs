using System.Numerics;

namespace FunctionalNet;

/// <content>Mod.</content>
public static partial class Ops
{
    /// <summary>z = the remainder of x / y with the sign of x, elementwise; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Mod with fmod = 1. CUDA: float, double, int64. Derivative: dx = dy, dw = -dy (x - y) / w; sign of x (fmod = 1).</remarks>
    /// <example><code>Expr z = x.Mod(1);</code></example>
    public static Expr Mod(this Expr x, Expr y) => Binary<ModOp>.Of(x, y);

    private readonly record struct ModOp : IBinary<ModOp>
    {
        public static string Onnx => "Mod";

        public static Domain Left => new(Shape.Scalar);

        public static Domain Right =>
            new(Shape.Scalar, 0.5, 3)
            {
                Outside =
                    "The sign of the divisor plays no part, and near 0 the jumps lie closer than any step; NaN at 0.",
            };

        static Expr IOperator.FromOnnx(OnnxNode node)
        {
            var (x, y) = (node[0], node[1]);
            var rest = x.Mod(y);
            if (node.Flag("fmod", false))
            {
                return rest;
            }

            if (x.Type.Element != ElementType.Int64)
            {
                throw new FormatException("Mod with fmod = 0 is for whole numbers.");
            }

            // This remainder has the sign of the divisor.
            var zero = Integer(0);
            return rest.Equal(zero).Not().And((rest < zero).Xor(y < zero)).Where(rest + y, rest);
        }

        public static OnnxNode Write(OnnxNode node) => node.With("fmod", 1L);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x % y;

        public static Expr[]? Kinks(Expr x, Expr y) => x.IsFloat ? [(x / y * Math.PI).Sin(), y] : [];

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) => (dz, -dz * ((x - z) / y));
    }
}
