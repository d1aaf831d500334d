using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>LessOrEqual.</content>
public static partial class Ops
{
    /// <summary>Whether x ≤ y, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: LessOrEqual. False where either is NaN. CUDA: float, double, int64. Body: x &lt; w or x = w.</remarks>
    /// <example><code>Expr z = x &lt;= y;</code></example>
    public static Expr LessOrEqual(this Expr x, Expr y) => Binary<LessOrEqualOp>.Of(x, y);

    private readonly record struct LessOrEqualOp : IBinary<LessOrEqualOp>
    {
        public static string Onnx => "LessOrEqual";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.LessOrEqual;

        public static ElementType? Result => ElementType.Bool;

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x <= y ? T.One : T.Zero;

        public static Expr Body(Expr x, Expr y) => (x < y).Or(x.Equal(y));
    }
}

/// <content>LessOrEqual.</content>
public sealed partial class Expr
{
    /// <summary>Whether x ≤ y, elementwise, broadcasting; bool.</summary>
    public static Expr operator <=(Expr x, Expr y) => x.LessOrEqual(y);
}
