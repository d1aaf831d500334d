using System.Numerics;

namespace FunctionalNet;

/// <content>Acosh.</content>
public static partial class Ops
{
    /// <summary>y = arcosh x = ln(x + √(x² - 1)), elementwise; the shape of <paramref name="x"/>. NaN below 1.</summary>
    /// <remarks>ONNX: Acosh. Derivative: dx = dy / √(x² - 1).</remarks>
    /// <example><code>Expr y = x.Acosh();</code></example>
    public static Expr Acosh(this Expr x) => Unary<AcoshOp>.Of(x);

    private readonly record struct AcoshOp : IUnary<AcoshOp>
    {
        public static string Onnx => "Acosh";

        public static Domain Domain => new(Shape.Scalar, 1, 4) { Outside = "NaN below 1." };

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acosh(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy / ((x * x) - 1).Sqrt();

        public Expr[]? Kinks(Expr x) => [x - 1];
    }
}
