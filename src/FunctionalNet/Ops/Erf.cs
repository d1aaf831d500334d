using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Erf.</content>
public static partial class Ops
{
    /// <summary>y = 2/√π ∫₀ˣ e^(-t²) dt, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>
    /// ONNX: Erf. Rational approximations of W. J. Cody, Mathematics of Computation 23 (1969), to the last digits of a double; in float32 a
    /// faster one to its last digits. CUDA: float, double. Derivative: dx = dy 2/√π exp(-x²).
    /// </remarks>
    /// <example><code>Expr y = x.Erf();</code></example>
    public static Expr Erf(this Expr x) => Unary<ErfOp>.Of(x);

    private readonly record struct ErfOp : IUnary<ErfOp>
    {
        public static string Onnx => "Erf";

        // erf(x) = x P(x²)/Q(x²) up to 0.46875; erfc(x) = e^(-x²) P(x)/Q(x) up to 4, then e^(-x²)/x (1/√π + P(1/x²)/(x² Q(1/x²))).
        private static ReadOnlySpan<double> P0 =>
            [
                1.85777706184603153e-1,
                3.16112374387056560e0,
                1.13864154151050156e2,
                3.77485237685302021e2,
                3.20937758913846947e3,
            ];

        private static ReadOnlySpan<double> Q0 =>
            [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];

        private static ReadOnlySpan<double> P1 =>
            [
                2.15311535474403846e-8,
                5.64188496988670089e-1,
                8.88314979438837594e0,
                6.61191906371416295e1,
                2.98635138197400131e2,
                8.81952221241769090e2,
                1.71204761263407058e3,
                2.05107837782607147e3,
                1.23033935479799725e3,
            ];

        private static ReadOnlySpan<double> Q1 =>
            [
                1,
                1.57449261107098347e1,
                1.17693950891312499e2,
                5.37181101862009858e2,
                1.62138957456669019e3,
                3.29079923573345963e3,
                4.36261909014324716e3,
                3.43936767414372164e3,
                1.23033935480374942e3,
            ];

        private static ReadOnlySpan<double> P2 =>
            [
                1.63153871373020978e-2,
                3.05326634961232344e-1,
                3.60344899949804439e-1,
                1.25781726111229246e-1,
                1.60837851487422766e-2,
                6.58749161529837803e-4,
            ];

        private static ReadOnlySpan<double> Q2 =>
            [
                1,
                2.56852019228982242e0,
                1.87295284992346047e0,
                5.27905102951428412e-1,
                6.05183413124413191e-2,
                2.33520497626869185e-3,
            ];

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? VectorMath.Erf : null;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var a = T.Abs(x);
            if (a <= T.CreateTruncating(0.46875))
            {
                var square = x * x;
                return x * Horner(P0, square) / Horner(Q0, square);
            }

            if (a > T.CreateTruncating(6) || T.IsNaN(x))
            {
                return T.IsNaN(x) ? x : T.CopySign(T.One, x);
            }

            var inverse = T.One / (a * a);
            var tail =
                a <= T.CreateTruncating(4)
                    ? Horner(P1, a) / Horner(Q1, a)
                    : (
                        T.CreateTruncating(0.56418958354775628695)
                        - (inverse * Horner(P2, inverse) / Horner(Q2, inverse))
                    ) / a;

            // e^(-a²) in two factors, so that the rounding error of a² does not matter.
            var head = T.Floor(a * T.CreateTruncating(16)) / T.CreateTruncating(16);
            var complement = tail * T.Exp(-head * head) * T.Exp(-(a - head) * (a + head));
            return T.CopySign(T.One - complement, x);
        }

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (2 / Math.Sqrt(Math.PI)) * (-(x * x)).Exp();

        private static T Horner<T>(ReadOnlySpan<double> coefficients, T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var sum = T.Zero;
            foreach (var coefficient in coefficients)
            {
                sum = (sum * x) + T.CreateTruncating(coefficient);
            }

            return sum;
        }
    }
}
