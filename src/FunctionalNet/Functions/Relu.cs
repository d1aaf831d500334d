using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Relu.</content>
public static partial class Ops
{
    /// <summary>y = max(x, 0), elementwise; the shape of <paramref name="x"/>. The derivative at 0 is 0.</summary>
    /// <remarks>ONNX: Relu. CUDA: float, double. Body: Max(x, 0).</remarks>
    /// <example><code>Expr y = x.Relu();</code></example>
    public static Expr Relu(this Expr x) => Unary<ReluOp>.Of(x);

    private readonly record struct ReluOp : IUnary<ReluOp>
    {
        public static string Onnx => "Relu";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static bool IsNonDecreasing => true;

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Relu;

        public static Domain Domain => new(Shape.Scalar, -2, 2) { Kinks = [0] };

        public static void Map<T>(ReluOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(x, T.Zero, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(x, T.Zero);

        // In terms of y, which the next layer saves anyway, so that x need not be saved.
        public Expr Vjp(Expr x, Expr y, Expr dy) => (y > 0).Where(dy, 0);

        public Expr Body(Expr x) => x.Max(0);
    }
}
