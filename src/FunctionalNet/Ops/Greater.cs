using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Greater.</content>
public static partial class Ops
{
    /// <summary>Whether x &gt; y, elementwise; bool; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Greater. False where either is NaN. CUDA: float, double, int64. Derivative: none.</remarks>
    /// <example><code>Expr above = x &gt; 0;</code></example>
    public static Expr Greater(this Expr x, Expr y) => Binary<GreaterOp>.Of(x, y);

    private readonly record struct GreaterOp : IBinary<GreaterOp>
    {
        public static string Onnx => "Greater";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Greater;

        public static ElementType? Result => ElementType.Bool;

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x > y ? T.One : T.Zero;

        public static Expr[]? Kinks(Expr x, Expr y) => x.IsFloat ? [x - y] : [];
    }
}

/// <content>Greater.</content>
public sealed partial class Expr
{
    /// <summary>Whether x &gt; y, elementwise, broadcasting; bool.</summary>
    public static Expr operator >(Expr x, Expr y) => x.Greater(y);
}
