using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Floor.</content>
public static partial class Ops
{
    /// <summary>y = the largest whole number not above x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Floor.</remarks>
    /// <example><code>Expr y = x.Floor();</code></example>
    public static Expr Floor(this Expr x) => Unary<FloorOp>.Of(x);

    private readonly record struct FloorOp : IUnary<FloorOp>
    {
        public static string Onnx => "Floor";

        public static Domain Domain => new(Shape.Scalar, -2.4, 2.4) { Kinks = [-2, -1, 0, 1, 2] };

        public static void Map<T>(FloorOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Floor(x, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Floor(x);

        public Expr[]? Kinks(Expr x) => [(x * Math.PI).Sin()];
    }
}
