using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Tanh.</content>
public static partial class Ops
{
    /// <summary>y = tanh x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Tanh.</remarks>
    /// <example><code>Expr y = x.Tanh();</code></example>
    public static Expr Tanh(this Expr x) => Unary<TanhOp>.Of(x);

    private readonly record struct TanhOp : IUnary<TanhOp>
    {
        public static string Onnx => "Tanh";

        public static void Map<T>(TanhOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // The vectorized one forgets the sign of -0. It is taken from a copy, for y may be x.
            const int Chunk = 256;
            Span<T> signs = stackalloc T[Chunk];
            for (; x.Length > 0; x = x[Math.Min(Chunk, x.Length)..], y = y[Math.Min(Chunk, y.Length)..])
            {
                var source = signs[..Math.Min(Chunk, x.Length)];
                var target = y[..source.Length];
                x[..source.Length].CopyTo(source);
                TensorPrimitives.Tanh<T>(source, target);
                TensorPrimitives.CopySign<T>(target, source, target);
            }
        }

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tanh(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (1 - (y * y));
    }
}
