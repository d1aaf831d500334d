using System.Numerics;

namespace FunctionalNet;

/// <content>Asin.</content>
public static partial class Ops
{
    /// <summary>y = arcsin x, elementwise; the shape of <paramref name="x"/>, in radians. NaN outside of -1 to 1.</summary>
    /// <remarks>ONNX: Asin. Derivative: dx = dy / √(1 - x²).</remarks>
    /// <example><code>Expr y = x.Asin();</code></example>
    public static Expr Asin(this Expr x) => Unary<AsinOp>.Of(x);

    private readonly record struct AsinOp : IUnary<AsinOp>
    {
        public static string Onnx => "Asin";

        public static Domain Domain => new(Shape.Scalar, -1, 1) { Outside = "NaN outside of -1 to 1." };

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asin(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy / (1 - (x * x)).Sqrt();

        public Expr[]? Kinks(Expr x) => [1 - (x * x)];
    }
}
