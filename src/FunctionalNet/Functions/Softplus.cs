using System.Numerics;

namespace FunctionalNet;

/// <content>Softplus.</content>
public static partial class Ops
{
    /// <summary>y = ln(1 + eˣ), elementwise, without overflow; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Softplus.</remarks>
    /// <example><code>Expr y = x.Softplus();</code></example>
    public static Expr Softplus(this Expr x) => Unary<SoftplusOp>.Of(x);

    private readonly record struct SoftplusOp : IUnary<SoftplusOp>
    {
        public static string Onnx => "Softplus";

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(x, T.Zero) + T.LogP1(T.Exp(-T.Abs(x)));

        public Expr[]? Kinks(Expr x) => [];

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * x.Sigmoid();

        public Expr Body(Expr x) => x.Max(0) + (1 + (-x.Abs()).Exp()).Log();
    }
}
