using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Floor.</content>
public static partial class Ops
{
    /// <summary>y = the largest integer not above x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Floor. CUDA: float, double. Derivative: none.</remarks>
    /// <example><code>Expr y = x.Floor();</code></example>
    public static Expr Floor(this Expr x) => Unary<FloorOp>.Of(x);

    private readonly record struct FloorOp : IUnary<FloorOp>
    {
        public static string Onnx => "Floor";

        public static Domain Domain => new(Shape.Scalar, -2.4, 2.4) { Kinks = [-2, -1, 0, 1, 2] };

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Floor;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Floor(x);

        public Expr[]? Kinks(Expr x) => [(x * Math.PI).Sin()];
    }
}
