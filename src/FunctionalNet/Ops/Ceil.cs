using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Ceil.</content>
public static partial class Ops
{
    /// <summary>y = the smallest integer not below x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Ceil. CUDA: float, double. Derivative: none.</remarks>
    /// <example><code>Expr y = x.Ceil();</code></example>
    public static Expr Ceil(this Expr x) => Unary<CeilOp>.Of(x);

    private readonly record struct CeilOp : IUnary<CeilOp>
    {
        public static string Onnx => "Ceil";

        public static Domain Domain => new(Shape.Scalar, -2.4, 2.4) { Kinks = [-2, -1, 0, 1, 2] };

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Ceiling;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Ceiling(x);

        public Expr[]? Kinks(Expr x) => [(x * Math.PI).Sin()];
    }
}
