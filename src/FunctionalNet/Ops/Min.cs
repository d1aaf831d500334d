using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Min.</content>
public static partial class Ops
{
    /// <summary>z = the smaller of x and y, elementwise; the shape that both broadcast to.</summary>
    /// <remarks>
    /// ONNX: Min. NaN if either is. Equal operands share the gradient. CUDA: float, double, int64. Derivative: dx = dy where x &lt; w, dw =
    /// dy where w &lt; x; equals share.
    /// </remarks>
    /// <example><code>Expr z = x.Min(1);</code></example>
    public static Expr Min(this Expr x, Expr y) => Binary<MinOp>.Of(x, y);

    private readonly record struct MinOp : IBinary<MinOp>
    {
        public static string Onnx => "Min";

        public static bool IsNonDecreasing => true;

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Min;

        public static Domain Left => new(Shape.Scalar, -2, 2);

        public static Domain Right => new(Shape.Scalar, -2, 2);

        // ONNX's Min takes any number of operands.
        static Expr IOperator.FromOnnx(OnnxNode node) => node.All.Aggregate((z, x) => z.Min(x));

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Min(x, y);

        public static Expr[]? Kinks(Expr x, Expr y) => [x - y];

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz)
        {
            var flow = x.Equal(y).Where(0.5 * dz, dz);
            return ((x > y).Where(0, flow), (x < y).Where(0, flow));
        }
    }
}
