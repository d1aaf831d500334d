using System.Numerics;

namespace FunctionalNet;

/// <content>Sinh.</content>
public static partial class Ops
{
    /// <summary>y = sinh x = (eˣ - e⁻ˣ) / 2, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Sinh. Derivative: dx = dy cosh(x).</remarks>
    /// <example><code>Expr y = x.Sinh();</code></example>
    public static Expr Sinh(this Expr x) => Unary<SinhOp>.Of(x);

    private readonly record struct SinhOp : IUnary<SinhOp>
    {
        public static string Onnx => "Sinh";

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sinh(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * x.Cosh();
    }
}
