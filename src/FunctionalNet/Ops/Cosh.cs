using System.Numerics;

namespace FunctionalNet;

/// <content>Cosh.</content>
public static partial class Ops
{
    /// <summary>y = cosh x = (eˣ + e⁻ˣ) / 2, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Cosh. Derivative: dx = dy sinh(x).</remarks>
    /// <example><code>Expr y = x.Cosh();</code></example>
    public static Expr Cosh(this Expr x) => Unary<CoshOp>.Of(x);

    private readonly record struct CoshOp : IUnary<CoshOp>
    {
        public static string Onnx => "Cosh";

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cosh(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * x.Sinh();
    }
}
