using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Cos.</content>
public static partial class Ops
{
    /// <summary>y = cos x, elementwise; the shape of <paramref name="x"/>, in radians.</summary>
    /// <remarks>ONNX: Cos. CUDA: float, double. Derivative: dx = -dy sin(x).</remarks>
    /// <example><code>Expr y = x.Cos();</code></example>
    public static Expr Cos(this Expr x) => Unary<CosOp>.Of(x);

    private readonly record struct CosOp : IUnary<CosOp>
    {
        public static string Onnx => "Cos";

        public static void Map<T>(CosOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Cos(x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cos(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => -dy * x.Sin();
    }
}
