using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>LogCosh.</content>
public static partial class Ops
{
    /// <summary>y = ln cosh x, elementwise, without overflow and accurate near 0; the shape of <paramref name="x"/>.</summary>
    /// <remarks>CUDA: float, double. Body: ln(1 + u), u = cosh(x) - 1 by tanh near 0; abs(x) + Softplus(-2 abs(x)) - ln 2.</remarks>
    internal static Expr LogCosh(this Expr x) => Unary<LogCoshOp>.Of(x);

    private readonly record struct LogCoshOp : IUnary<LogCoshOp>
    {
        public static string Onnx => "functionalnet.LogCosh";

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var a = T.Abs(x);
            if (a < T.One)
            {
                var t = T.Tanh(a / (T.One + T.One));
                return SoftplusRow.LogOnePlus((T.One + T.One) * t * t / (T.One - (t * t)));
            }

            return a - T.CreateTruncating(Math.Log(2)) + SoftplusRow.LogOnePlus(T.Exp(-a - a));
        }

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * x.Tanh();

        public Expr[]? Kinks(Expr x) => [];

        // cosh a - 1 = 2 t² / (1 - t²) with t = tanh(a / 2), and its ln(1 + u) = u ln w / (w - 1) with the rounded w = 1 + u (W. Kahan).
        public Expr Body(Expr x)
        {
            var a = x.Abs();
            var t = (a.Min(1) * 0.5).Tanh();
            var u = 2 * t * t / (1 - (t * t));
            var w = 1 + u;
            var near = w.Equal(1).Where(u, u * w.Log() / w.Equal(1).Where(1, w - 1));
            return (a < 1).Where(near, a + ((-2 * a).Softplus() - Math.Log(2)));
        }

        public OnnxNode? Write(OnnxNode node) => null;
    }
}
