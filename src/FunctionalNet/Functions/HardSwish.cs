using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>HardSwish.</content>
public static partial class Ops
{
    /// <summary>y = x min(max(x / 6 + ½, 0), 1), elementwise; the shape of <paramref name="x"/>. Silu without an exponential.</summary>
    /// <remarks>ONNX: HardSwish. Howard and others, "Searching for MobileNetV3", 2019. CUDA: float, double. Body: x HardSigmoid(x).</remarks>
    /// <example><code>Expr y = x.HardSwish();</code></example>
    public static Expr HardSwish(this Expr x) => Unary<HardSwishOp>.Of(x);

    private readonly record struct HardSwishOp : IUnary<HardSwishOp>
    {
        public static string Onnx => "HardSwish";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static Domain Domain => new(Shape.Scalar, -5, 5) { Kinks = [-3, 3] };

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vectors;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * new HardSigmoidOp(1.0 / 6, 0.5).Invoke(x);

        public Expr Body(Expr x) => x * x.HardSigmoid();

        private static Vector<T> Vectors<T>(Vector<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var line = (x * new Vector<T>(T.CreateTruncating(1.0 / 6))) + new Vector<T>(T.CreateTruncating(0.5));
            return x * Vector.Min(Vector.Max(line, Vector<T>.Zero), Vector<T>.One);
        }
    }
}
