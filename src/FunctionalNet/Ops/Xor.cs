using System.Numerics;

namespace FunctionalNet;

/// <content>Xor.</content>
public static partial class Ops
{
    /// <summary>z = x or y but not both, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Xor. CUDA: bool. Body: (x or w) and not (x and w).</remarks>
    /// <example><code>Expr changed = before.Xor(after);</code></example>
    public static Expr Xor(this Expr x, Expr y) => Binary<XorOp>.Of(x, y);

    private readonly record struct XorOp : IBinary<XorOp>
    {
        public static string Onnx => "Xor";

        public static Domain Left => new(Shape.Scalar, 0, 1, ElementType.Bool);

        public static Domain Right => new(Shape.Scalar, 0, 1, ElementType.Bool);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsZero(x) == T.IsZero(y) ? T.Zero : T.One;

        public static Expr Body(Expr x, Expr y) => x.Or(y).And(x.And(y).Not());
    }
}
