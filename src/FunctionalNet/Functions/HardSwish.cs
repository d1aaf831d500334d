using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>HardSwish.</content>
public static partial class Ops
{
    /// <summary>y = x min(max(x / 6 + ½, 0), 1), elementwise; the shape of <paramref name="x"/>. Silu without an exponential.</summary>
    /// <remarks>ONNX: HardSwish. Howard and others, "Searching for MobileNetV3", 2019.</remarks>
    /// <example><code>Expr y = x.HardSwish();</code></example>
    public static Expr HardSwish(this Expr x) => Unary<HardSwishOp>.Of(x);

    private readonly record struct HardSwishOp : IUnary<HardSwishOp>, IChunked<HardSwishOp>
    {
        public static string Onnx => "HardSwish";

        public static Domain Domain => new(Shape.Scalar, -5, 5) { Kinks = [-3, 3] };

        public static void Map<T>(HardSwishOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chunked.Map(f, x, y);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Passes<T>(HardSwishOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            HardSigmoidOp.Map(new(1.0 / 6, 0.5), x, y);
            TensorPrimitives.Multiply(x, y, y);
        }

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * new HardSigmoidOp(1.0 / 6, 0.5).Invoke(x);

        public Expr Body(Expr x) => x * x.HardSigmoid();
    }
}
