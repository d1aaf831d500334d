using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Sqrt.</content>
public static partial class Ops
{
    /// <summary>y = √x, elementwise; the shape of <paramref name="x"/>. NaN below 0.</summary>
    /// <remarks>ONNX: Sqrt. CUDA: float, double. Derivative: dx = ½ dy / y.</remarks>
    /// <example><code>Expr y = x.Sqrt();</code></example>
    public static Expr Sqrt(this Expr x) => Unary<SqrtOp>.Of(x);

    private readonly record struct SqrtOp : IUnary<SqrtOp>
    {
        public static string Onnx => "Sqrt";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.SquareRoot;

        public static Domain Domain => new(Shape.Scalar, 0, 3) { Outside = "NaN below 0." };

        public static void Map<T>(SqrtOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Sqrt(x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sqrt(x);

        public Expr[]? Kinks(Expr x) => [x];

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * 0.5 / y;
    }
}
