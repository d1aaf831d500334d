using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Round.</content>
public static partial class Ops
{
    /// <summary>y = the integer nearest to x, ties to even, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Round. CUDA: float, double. Derivative: none; halves go to the even number.</remarks>
    /// <example><code>Expr y = x.Round();</code></example>
    public static Expr Round(this Expr x) => Unary<RoundOp>.Of(x);

    private readonly record struct RoundOp : IUnary<RoundOp>
    {
        public static string Onnx => "Round";

        public static Domain Domain => new(Shape.Scalar, -2, 2) { Kinks = [-1.5, -0.5, 0.5, 1.5] };

        public static void Map<T>(RoundOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            TensorPrimitives.Round(x, MidpointRounding.ToEven, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Round(x, MidpointRounding.ToEven);

        public Expr[]? Kinks(Expr x) => [(x * Math.PI).Cos()];
    }
}
