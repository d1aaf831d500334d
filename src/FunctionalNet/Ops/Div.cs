using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Div.</content>
public static partial class Ops
{
    /// <summary>z = x / y, elementwise; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Div. The quotient of whole numbers is rounded towards zero.</remarks>
    /// <example><code>Expr z = x / y;</code></example>
    public static Expr Div(this Expr x, Expr y) =>
        (x.Type.Element, y.Type.Element) is (ElementType.Int64, ElementType.Int64)
            ? (x.Cast(ElementType.Float) / y.Cast(ElementType.Float)).Cast(ElementType.Int64)
            : Binary<DivOp>.Of(x, y);

    private readonly record struct DivOp : IBinary<DivOp>
    {
        public static string Onnx => "Div";

        public static Domain Left => new(Shape.Scalar, -2, 2);

        public static Domain Right => new(Shape.Scalar, 0.5, 3);

        static Expr IOperator.FromOnnx(OnnxNode node) => node[0].Div(node[1]);

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / y;

        public static Expr[]? Kinks(Expr x, Expr y) => [y];

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) => (dz / y, -dz * z / y);
    }
}

/// <content>Div.</content>
public sealed partial class Expr
{
    /// <summary>z = x / y, elementwise, broadcasting.</summary>
    public static Expr operator /(Expr x, Expr y) => x.Div(y);
}
