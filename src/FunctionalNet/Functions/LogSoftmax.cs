using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>LogSoftmax.</content>
public static partial class Ops
{
    /// <summary>yᵢ = xᵢ - ln Σⱼ eˣʲ along one axis, without overflow; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: LogSoftmax. CUDA: float, double. Body: s - ln Σ exp(s), s = x - max x.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr logP = logits.LogSoftmax();</code></example>
    public static Expr LogSoftmax(this Expr x, int axis = -1) => SoftmaxForm<LogSoftmaxOp>.Of(x, axis);

    private readonly struct LogSoftmaxOp : ISoftmaxForm<LogSoftmaxOp>
    {
        public static string Onnx => "LogSoftmax";

        public static Expr Body(Expr shifted, int axis) =>
            shifted - shifted.Exp().ReduceSum([axis], keepDims: true).Log();

        public static Expr Vjp(Expr y, Expr dy, int axis) => dy - (y.Exp() * dy.ReduceSum([axis], keepDims: true));

        public static void Row<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (largest, above) = SoftmaxRow.LogSumExp(x);
            TensorPrimitives.Subtract(x, largest, y);
            TensorPrimitives.Subtract(y, above, y);
        }
    }
}
