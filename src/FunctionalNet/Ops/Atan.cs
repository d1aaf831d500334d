using System.Numerics;

namespace FunctionalNet;

/// <content>Atan.</content>
public static partial class Ops
{
    /// <summary>y = arctan x, elementwise; the shape of <paramref name="x"/>, in radians.</summary>
    /// <remarks>ONNX: Atan. Derivative: dx = dy / (1 + x²).</remarks>
    /// <example><code>Expr y = x.Atan();</code></example>
    public static Expr Atan(this Expr x) => Unary<AtanOp>.Of(x);

    private readonly record struct AtanOp : IUnary<AtanOp>
    {
        public static string Onnx => "Atan";

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy / (1 + (x * x));
    }
}
