using System.Numerics;

namespace FunctionalNet;

/// <content>Atanh.</content>
public static partial class Ops
{
    /// <summary>y = artanh x = ½ ln((1 + x) / (1 - x)), elementwise; the shape of <paramref name="x"/>. NaN outside of -1 to 1.</summary>
    /// <remarks>ONNX: Atanh. Derivative: dx = dy / (1 - x²).</remarks>
    /// <example><code>Expr y = x.Atanh();</code></example>
    public static Expr Atanh(this Expr x) => Unary<AtanhOp>.Of(x);

    private readonly record struct AtanhOp : IUnary<AtanhOp>
    {
        public static string Onnx => "Atanh";

        public static Domain Domain =>
            new(Shape.Scalar, -1, 1) { Outside = "NaN outside of -1 to 1, infinite at both." };

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atanh(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy / (1 - (x * x));

        public Expr[]? Kinks(Expr x) => [1 - (x * x)];
    }
}
