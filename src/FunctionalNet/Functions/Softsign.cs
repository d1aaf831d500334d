using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Softsign.</content>
public static partial class Ops
{
    /// <summary>y = x / (1 + |x|), elementwise; the shape of <paramref name="x"/>. From -1 to 1, and slower to saturate than tanh.</summary>
    /// <remarks>
    /// ONNX: Softsign. Turian, Bergstra and Bengio, "Quadratic Features and Deep Architectures for Chunking", 2009. CUDA: float, double. Body:
    /// x / (1 + abs(x)).
    /// </remarks>
    /// <example><code>Expr y = x.Softsign();</code></example>
    public static Expr Softsign(this Expr x) => Unary<SoftsignOp>.Of(x);

    private readonly record struct SoftsignOp : IUnary<SoftsignOp>
    {
        public static string Onnx => "Softsign";

        // The second derivative jumps at 0.
        public static Domain Domain => new(Shape.Scalar) { Kinks = [0] };

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vectors;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / (T.One + T.Abs(x));

        public Expr Vjp(Expr x, Expr y, Expr dy)
        {
            var below = 1 + x.Abs();
            return dy / (below * below);
        }

        public Expr Body(Expr x) => x / (1 + x.Abs());

        private static Vector<T> Vectors<T>(Vector<T> x) => x / (Vector<T>.One + Vector.Abs(x));
    }
}
