using System.Numerics;

namespace FunctionalNet;

/// <content>IsNaN.</content>
public static partial class Ops
{
    /// <summary>Whether x is not a number, elementwise; bool, the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: IsNaN. CUDA: float, double. Body: not (x = x).</remarks>
    /// <example><code>Expr known = x.IsNaN().Where(0, x);</code></example>
    public static Expr IsNaN(this Expr x) => Unary<IsNaNOp>.Of(x);

    private readonly record struct IsNaNOp : IUnary<IsNaNOp>
    {
        public static string Onnx => "IsNaN";

        public static ElementType? Result => ElementType.Bool;

        static IEnumerable<Example> IOperator.Examples =>
            [
                new("numbers", x => x[0].IsNaN(), new Domain(new(5))),
                new("some", x => x[0].Sqrt().IsNaN(), new Domain(new(3, 37))),
            ];

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsNaN(x) ? T.One : T.Zero;

        public Expr Body(Expr x) => x.Equal(x).Not();
    }
}
