using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>GreaterOrEqual.</content>
public static partial class Ops
{
    /// <summary>Whether x ≥ y, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: GreaterOrEqual. False where either is NaN. CUDA: float, double, int64. Body: x &gt; w or x = w.</remarks>
    /// <example><code>Expr z = x &gt;= y;</code></example>
    public static Expr GreaterOrEqual(this Expr x, Expr y) => Binary<GreaterOrEqualOp>.Of(x, y);

    private readonly record struct GreaterOrEqualOp : IBinary<GreaterOrEqualOp>
    {
        public static string Onnx => "GreaterOrEqual";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.GreaterOrEqual;

        public static ElementType? Result => ElementType.Bool;

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x >= y ? T.One : T.Zero;

        public static Expr Body(Expr x, Expr y) => (x > y).Or(x.Equal(y));
    }
}

/// <content>GreaterOrEqual.</content>
public sealed partial class Expr
{
    /// <summary>Whether x ≥ y, elementwise, broadcasting; bool.</summary>
    public static Expr operator >=(Expr x, Expr y) => x.GreaterOrEqual(y);
}
