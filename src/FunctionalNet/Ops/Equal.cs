using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Equal.</content>
public static partial class Ops
{
    /// <summary>Whether x = y, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Equal. False where either is NaN. CUDA: float, double, int64, bool. Derivative: none.</remarks>
    /// <example><code>Expr hit = label.Equal(prediction);</code></example>
    public static Expr Equal(this Expr x, Expr y) => Binary<EqualOp>.Of(x, y);

    private readonly record struct EqualOp : IBinary<EqualOp>
    {
        public static string Onnx => "Equal";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Equal;

        public static bool Takes(ElementType element) => true;

        public static ElementType? Result => ElementType.Bool;

        public static Domain Left => new(Shape.Scalar, 0, 3, ElementType.Int64);

        public static Domain Right => new(Shape.Scalar, 0, 3, ElementType.Int64);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x == y ? T.One : T.Zero;

        public static Expr[]? Kinks(Expr x, Expr y) => x.IsFloat ? [x - y] : [];
    }
}
