using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>Div.</content>
public static partial class Ops
{
    /// <summary>z = x / y, elementwise; the shape that both broadcast to. Integers are rounded towards zero.</summary>
    /// <remarks>
    /// ONNX: Div. CUDA: float, double, int64. Derivative: dx = dy / w, dw = -dy y / w; whole numbers are divided as floats and truncated.
    /// </remarks>
    /// <example><code>Expr z = x / y;</code></example>
    public static Expr Div(this Expr x, Expr y) =>
        x.Type.Element == ElementType.Int64 ? Binary<WholeDivOp>.Of(x, y) : Binary<DivOp>.Of(x, y);

    private readonly record struct DivOp : IBinary<DivOp>
    {
        public static string Onnx => "Div";

        public static WeightUse TrainableOperands => WeightUse.Blended(Blend.Quotient);

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Divide;

        public static bool Takes(ElementType element) => element == ElementType.Float;

        public static Domain Left => new(Shape.Scalar, -2, 2);

        public static Domain Right => new(Shape.Scalar, -3, 3) { Kinks = [0] };

        static Expr IOperator.FromOnnx(OnnxNode node) => node[0].Div(node[1]);

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / y;

        public static Expr[]? Kinks(Expr x, Expr y) => [y];

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) => (dz / y, -dz * z / y);
    }

    /// <summary>Division of integers, which an executor's number type does not truncate.</summary>
    private readonly record struct WholeDivOp : IBinary<WholeDivOp>
    {
        public static string Onnx => "Div";

        public static Domain Left => new(Shape.Scalar, -9, 9, ElementType.Int64);

        public static Domain Right => new(Shape.Scalar, 1, 4, ElementType.Int64);

        public static bool Takes(ElementType element) => element == ElementType.Int64;

        static Expr IOperator.FromOnnx(OnnxNode node) => node[0].Div(node[1]);

        static IEnumerable<Example> IOperator.Examples =>
            [new("whole", x => x[0].Div(x[1]), Left with { Shape = new(3, 37) }, Right with { Shape = new(37) })];

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => WholeNumbers.Quotient(x, y);
    }
}

/// <content>Div.</content>
public sealed partial class Expr
{
    /// <summary>z = x / y, elementwise, broadcasting.</summary>
    public static Expr operator /(Expr x, Expr y) => x.Div(y);

    /// <summary>The quotient with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator /(Expr x, double y) => x.Div(y);

    /// <summary>The quotient with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator /(double x, Expr y) => Ops.Div(x, y);
}
