using System.Numerics;

namespace FunctionalNet;

/// <content>Or.</content>
public static partial class Ops
{
    /// <summary>z = x or y, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Or. CUDA: bool. Derivative: none.</remarks>
    /// <example><code>Expr outside = (x &lt; 0).Or(x > 1);</code></example>
    public static Expr Or(this Expr x, Expr y) => Binary<OrOp>.Of(x, y);

    private readonly record struct OrOp : IBinary<OrOp>
    {
        public static string Onnx => "Or";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.BitwiseOr;

        public static Domain Left => new(Shape.Scalar, 0, 1, ElementType.Bool);

        public static Domain Right => new(Shape.Scalar, 0, 1, ElementType.Bool);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsZero(x) && T.IsZero(y) ? T.Zero : T.One;
    }
}
