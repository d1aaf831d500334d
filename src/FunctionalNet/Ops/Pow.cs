using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Pow.</content>
public static partial class Ops
{
    /// <summary>z = xʸ, elementwise; the shape that both broadcast to. Integers are rounded towards zero.</summary>
    /// <remarks>
    /// ONNX: Pow. The derivative by y is taken as 0 where x is negative. CUDA: float, double, int64. Derivative: dx = dy w x^(w-1), 0 where w =
    /// 0; dw = dy y ln(x), 0 where x &lt; 0 or y = 0.
    /// </remarks>
    /// <example><code>Expr z = x.Pow(3);</code></example>
    public static Expr Pow(this Expr x, Expr y) =>
        x.Type.Element == ElementType.Int64 ? Binary<WholePowOp>.Of(x, y) : Binary<PowOp>.Of(x, y);

    private readonly record struct PowOp : IBinary<PowOp>
    {
        public static string Onnx => "Pow";

        public static Domain Left =>
            new(Shape.Scalar, 0, 3)
            {
                Outside = "NaN below 0 but for whole exponents, which have examples of their own.",
            };

        public static Domain Right => new(Shape.Scalar, -2, 2);

        static IEnumerable<Example> IOperator.Examples =>
            [
                .. IBinary<PowOp>.Broadcasting,
                .. new[] { 0, 1, 2, 3 }.Select(power => new Example(
                    $"to the power of {power}",
                    x => x[0].Pow(power),
                    new Domain(new(3, 37))
                )),
                new("to the power of -1", x => x[0].Pow(-1), new Domain(new(3, 37)) { Kinks = [0] }),
            ];

        public static bool Takes(ElementType element) => element == ElementType.Float;

        static Expr IOperator.FromOnnx(OnnxNode node) => node[0].Pow(node[1]);

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Pow(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Pow(x, y);

        public static Expr[]? Kinks(Expr x, Expr y) =>
            y.Op is Constant { Values: [>= 0 and var power] } && double.IsInteger(power) ? [] : [x];

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) =>
            (dz * (y * x.Pow(IsNowhereZero(y) ? y - 1 : y.Equal(0).Where(0, y - 1))), dz * Growth(x, y, z));

        // z ln x is 0 where z is 0 as x grows: ∞⁻¹ ln ∞. Of x ≤ 0 only 0 has a limit.
        private static Expr Growth(Expr x, Expr y, Expr z)
        {
            var isNone = (x < 0).Or(x.Equal(0).And(y >= 0)).Or(z.Equal(0));
            return isNone.Where(0, z * isNone.Where(1, x).Log());
        }

        // x⁰ is 1 everywhere, but 0 · x⁻¹ is NaN at 0: computed as 0 · x⁰.
        private static bool IsNowhereZero(Expr y) =>
            y.Op is FunctionalNet.Constant constant && !constant.Values.Contains(0);
    }

    /// <summary>Powers of integers by squaring, exact as far as the executor's number type is.</summary>
    private readonly record struct WholePowOp : IBinary<WholePowOp>
    {
        public static string Onnx => "Pow";

        public static Domain Left => new(Shape.Scalar, -9, 9, ElementType.Int64);

        public static Domain Right => new(Shape.Scalar, 0, 4, ElementType.Int64);

        public static bool Takes(ElementType element) => element == ElementType.Int64;

        static Expr IOperator.FromOnnx(OnnxNode node) => node[0].Pow(node[1]);

        static IEnumerable<Example> IOperator.Examples =>
            [new("whole", x => x[0].Pow(x[1]), Left with { Shape = new(3, 37) }, Right with { Shape = new(37) })];

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // With more bits only powers of -1, 0 and 1 are finite; the last bit determines them.
            var exponent = T.Abs(y) < T.CreateChecked(1L << 30) ? int.CreateChecked(T.Abs(y)) : 1 << 30;
            var (power, square) = (T.One, x);
            for (; exponent > 0; exponent >>= 1, square *= square)
            {
                power = (exponent & 1) == 0 ? power : power * square;
            }

            return y < T.Zero ? T.Truncate(T.One / power) : power;
        }
    }
}
