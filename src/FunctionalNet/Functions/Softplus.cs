using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Softplus.</content>
public static partial class Ops
{
    /// <summary>y = ln(1 + eˣ), elementwise, without overflow; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Softplus. CUDA: float, double. Body: max(x, 0) + ln(1 + exp(-abs(x))).</remarks>
    /// <example><code>Expr y = x.Softplus();</code></example>
    public static Expr Softplus(this Expr x) => Unary<SoftplusOp>.Of(x);

    private readonly record struct SoftplusOp : IUnary<SoftplusOp>
    {
        public static string Onnx => "Softplus";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static void Map<T>(SoftplusOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => SoftplusRow.Map(x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => SoftplusRow.Of(x);

        public Expr[]? Kinks(Expr x) => [];

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * x.Sigmoid();

        public Expr Body(Expr x) => x.Max(0) + (1 + (-x.Abs()).Exp()).Log();
    }
}
