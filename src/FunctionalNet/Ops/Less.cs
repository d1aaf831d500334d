using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Less.</content>
public static partial class Ops
{
    /// <summary>Whether x &lt; y, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Less. False where either is NaN. CUDA: float, double, int64. Derivative: none.</remarks>
    /// <example><code>Expr below = x &lt; 0;</code></example>
    public static Expr Less(this Expr x, Expr y) => Binary<LessOp>.Of(x, y);

    private readonly record struct LessOp : IBinary<LessOp>
    {
        public static string Onnx => "Less";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Less;

        public static ElementType? Result => ElementType.Bool;

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x < y ? T.One : T.Zero;

        public static Expr[]? Kinks(Expr x, Expr y) => x.IsFloat ? [x - y] : [];
    }
}

/// <content>Less.</content>
public sealed partial class Expr
{
    /// <summary>Whether x &lt; y, elementwise, broadcasting; bool.</summary>
    public static Expr operator <(Expr x, Expr y) => x.Less(y);
}
