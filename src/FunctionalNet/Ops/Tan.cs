using System.Numerics;

namespace FunctionalNet;

/// <content>Tan.</content>
public static partial class Ops
{
    /// <summary>y = tan x, elementwise; the shape of <paramref name="x"/>, in radians.</summary>
    /// <remarks>ONNX: Tan. Derivative: dx = dy (1 + y²).</remarks>
    /// <example><code>Expr y = x.Tan();</code></example>
    public static Expr Tan(this Expr x) => Unary<TanOp>.Of(x);

    private readonly record struct TanOp : IUnary<TanOp>
    {
        public static string Onnx => "Tan";

        public static Domain Domain => new(Shape.Scalar) { Kinks = [-Math.PI / 2, Math.PI / 2] };

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tan(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (1 + (y * y));

        public Expr[]? Kinks(Expr x) => [x.Cos()];
    }
}
