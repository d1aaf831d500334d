using System.Numerics;

namespace FunctionalNet;

/// <content>Asinh.</content>
public static partial class Ops
{
    /// <summary>y = arsinh x = ln(x + √(x² + 1)), elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Asinh. Derivative: dx = dy / √(1 + x²).</remarks>
    /// <example><code>Expr y = x.Asinh();</code></example>
    public static Expr Asinh(this Expr x) => Unary<AsinhOp>.Of(x);

    private readonly record struct AsinhOp : IUnary<AsinhOp>
    {
        public static string Onnx => "Asinh";

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asinh(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy / (1 + (x * x)).Sqrt();
    }
}
