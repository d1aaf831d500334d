using System.Numerics;

namespace FunctionalNet;

/// <content>Sign.</content>
public static partial class Ops
{
    /// <summary>y = -1, 0 or 1 as x is below, at or above 0, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Sign. NaN stays NaN. CUDA: float, double, int64. Derivative: none.</remarks>
    /// <example><code>Expr y = x.Sign();</code></example>
    public static Expr Sign(this Expr x) => Unary<SignOp>.Of(x);

    private readonly record struct SignOp : IUnary<SignOp>
    {
        public static string Onnx => "Sign";

        public static bool Takes(ElementType element) => element != ElementType.Bool;

        public static Domain Domain => new(Shape.Scalar) { Kinks = [0] };

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            x > T.Zero ? T.One
            : x < T.Zero ? -T.One
            : T.IsNaN(x) ? x
            : T.Zero;

        public Expr[]? Kinks(Expr x) => [x];
    }
}
