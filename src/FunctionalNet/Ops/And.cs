using System.Numerics;

namespace FunctionalNet;

/// <content>And.</content>
public static partial class Ops
{
    /// <summary>z = x and y, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: And. CUDA: bool. Derivative: none.</remarks>
    /// <example><code>Expr inside = (x > 0).And(x &lt; 1);</code></example>
    public static Expr And(this Expr x, Expr y) => Binary<AndOp>.Of(x, y);

    private readonly record struct AndOp : IBinary<AndOp>
    {
        public static string Onnx => "And";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.BitwiseAnd;

        public static Domain Left => new(Shape.Scalar, 0, 1, ElementType.Bool);

        public static Domain Right => new(Shape.Scalar, 0, 1, ElementType.Bool);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsZero(x) || T.IsZero(y) ? T.Zero : T.One;
    }
}
