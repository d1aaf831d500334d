using System.Numerics;

namespace FunctionalNet;

/// <content>BitwiseAnd.</content>
public static partial class Ops
{
    /// <summary>
    /// z = x &amp; y, the bitwise and of integers, elementwise; negative ones in two's complement; the shape that both broadcast to.
    /// </summary>
    /// <remarks>ONNX: BitwiseAnd. CUDA: int64. Derivative: none.</remarks>
    /// <example><code>Expr common = labels.BitwiseAnd(labels.CumSum(0));</code></example>
    public static Expr BitwiseAnd(this Expr x, Expr y) => Binary<BitwiseAndOp>.Of(x, y);

    private readonly record struct BitwiseAndOp : IBinary<BitwiseAndOp>
    {
        public static string Onnx => "BitwiseAnd";

        public static Domain Left => new(Shape.Scalar, -99, 99, ElementType.Int64);

        public static Domain Right => new(Shape.Scalar, -99, 99, ElementType.Int64);

        public static bool Takes(ElementType element) => element == ElementType.Int64;

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(long.CreateSaturating(x) & long.CreateSaturating(y));
    }
}
