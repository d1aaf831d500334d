using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Softmax.</content>
public static partial class Ops
{
    /// <summary>yᵢ = eˣⁱ / Σⱼ eˣʲ along one axis, without overflow; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Softmax. CUDA: float, double. Body: exp(s) / Σ exp(s), s = x - max x.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr p = logits.Softmax(); // [batch, 10], each row adds up to 1</code></example>
    public static Expr Softmax(this Expr x, int axis = -1) => SoftmaxForm<SoftmaxOp>.Of(x, axis);

    private readonly struct SoftmaxOp : ISoftmaxForm<SoftmaxOp>
    {
        public static string Onnx => "Softmax";

        public static Expr Body(Expr shifted, int axis)
        {
            var e = shifted.Exp();
            return e / e.ReduceSum([axis], keepDims: true);
        }

        // There is no kernel for other axes than the last, and a plan runs the plain operators faster.
        public static Expr Vjp(Expr y, Expr dy, int axis)
        {
            Expr dx = new(new SoftmaxGradOp(axis), y, dy);
            return axis == y.Shape.Rank - 1 ? dx : dx.Op.Body([y, dy])!;
        }

        public static void Row<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => SoftmaxRow.Softmax(x, y);
    }
}
