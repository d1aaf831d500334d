using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Add.</content>
public static partial class Ops
{
    /// <summary>z = x + y, elementwise; the shape that both broadcast to.</summary>
    /// <remarks>ONNX: Add. CUDA: float, double, int64. Derivative: dx = dy, dw = dy.</remarks>
    /// <example><code>Expr z = x + y;</code></example>
    public static Expr Add(this Expr x, Expr y) => Binary<AddOp>.Of(x, y);

    private readonly record struct AddOp : IBinary<AddOp>
    {
        public static string Onnx => "Add";

        public static WeightUse TrainableOperands => WeightUse.Blended(Blend.Sum);

        public static bool IsNonDecreasing => true;

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.Add;

        public static void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Add(x, y, z);

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x + y;

        public static (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) => (dz, dz);
    }
}

/// <content>Add.</content>
public sealed partial class Expr
{
    /// <summary>z = x + y, elementwise, broadcasting.</summary>
    public static Expr operator +(Expr x, Expr y) => x.Add(y);

    /// <summary>The sum with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator +(Expr x, double y) => x.Add(y);

    /// <summary>The sum with a number, for languages without implicit conversion of operands.</summary>
    public static Expr operator +(double x, Expr y) => Ops.Add(x, y);
}
