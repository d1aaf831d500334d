using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Log.</content>
public static partial class Ops
{
    /// <summary>y = ln x, elementwise; the shape of <paramref name="x"/>. NaN below 0, -∞ at 0.</summary>
    /// <remarks>ONNX: Log. CUDA: float, double. Derivative: dx = dy / x.</remarks>
    /// <example><code>Expr y = x.Log();</code></example>
    public static Expr Log(this Expr x) => Unary<LogOp>.Of(x);

    private readonly record struct LogOp : IUnary<LogOp>
    {
        public static string Onnx => "Log";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Log;

        public static Domain Domain => new(Shape.Scalar, 0, 3) { Outside = "NaN below 0, -∞ at 0." };

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Log(x);

        public Expr[]? Kinks(Expr x) => [x];

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy / x;
    }
}
