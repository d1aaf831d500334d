using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Not.</content>
public static partial class Ops
{
    /// <summary>y = not x, elementwise; bool, the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Not. CUDA: bool. Derivative: none.</remarks>
    /// <example><code>Expr outside = inside.Not();</code></example>
    public static Expr Not(this Expr x) => Unary<NotOp>.Of(x);

    private readonly record struct NotOp : IUnary<NotOp>
    {
        public static string Onnx => "Not";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Not;

        public static Domain Domain => new(Shape.Scalar, 0, 1, ElementType.Bool);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsZero(x) ? T.One : T.Zero;
    }
}
