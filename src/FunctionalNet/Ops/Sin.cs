using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Sin.</content>
public static partial class Ops
{
    /// <summary>y = sin x, elementwise; the shape of <paramref name="x"/>, in radians.</summary>
    /// <remarks>ONNX: Sin. CUDA: float, double. Derivative: dx = dy cos(x).</remarks>
    /// <example><code>Expr y = x.Sin();</code></example>
    public static Expr Sin(this Expr x) => Unary<SinOp>.Of(x);

    private readonly record struct SinOp : IUnary<SinOp>
    {
        public static string Onnx => "Sin";

        public static void Map<T>(SinOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Sin(x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sin(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * x.Cos();
    }
}
