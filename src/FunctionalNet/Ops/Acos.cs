using System.Numerics;

namespace FunctionalNet;

/// <content>Acos.</content>
public static partial class Ops
{
    /// <summary>y = arccos x, elementwise; the shape of <paramref name="x"/>, in radians. NaN outside of -1 to 1.</summary>
    /// <remarks>ONNX: Acos. Derivative: dx = -dy / √(1 - x²).</remarks>
    /// <example><code>Expr y = x.Acos();</code></example>
    public static Expr Acos(this Expr x) => Unary<AcosOp>.Of(x);

    private readonly record struct AcosOp : IUnary<AcosOp>
    {
        public static string Onnx => "Acos";

        public static Domain Domain => new(Shape.Scalar, -1, 1) { Outside = "NaN outside of -1 to 1." };

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acos(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => -dy / (1 - (x * x)).Sqrt();

        public Expr[]? Kinks(Expr x) => [1 - (x * x)];
    }
}
