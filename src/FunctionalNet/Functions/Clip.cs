using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Clip.</content>
public static partial class Ops
{
    /// <summary>y = min(max(x, low), high), elementwise; the shape of <paramref name="x"/>. The derivative at a bound is 0.</summary>
    /// <remarks>ONNX: Clip. NaN stays NaN. CUDA: float, double, int64. Body: Min(Max(x, low), high).</remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="low">The minimum; none by default.</param>
    /// <param name="high">The maximum; none by default.</param>
    /// <example><code>Expr relu6 = x.Clip(0, 6);</code></example>
    public static Expr Clip(this Expr x, double low = double.NegativeInfinity, double high = double.PositiveInfinity) =>
        Unary<ClipOp>.Of(x, new ClipOp(low, high));

    private readonly record struct ClipOp(double Low, double High) : IUnary<ClipOp>
    {
        public static string Onnx => "Clip";

        public static bool RunsAsBody => true;

        public static WeightUse TrainableOperands => WeightUse.Form;

        static IEnumerable<Example> IOperator.Examples =>
            [
                new("both", x => x[0].Clip(-1, 0.5), new Domain(new(3, 37)) { Kinks = [-1, 0.5] }),
                new("low", x => x[0].Clip(low: 0.25), new Domain(new(5)) { Kinks = [0.25] }),
                new("high", x => x[0].Clip(high: -0.25), new Domain(new(5)) { Kinks = [-0.25] }),
            ];

        static Expr IOperator.FromOnnx(OnnxNode node)
        {
            var (low, high) = (Bound(node, 1), Bound(node, 2));
            if (IsFixed(low) && IsFixed(high))
            {
                return node[0]
                    .Clip(
                        node.Constants(1)?[0] ?? double.NegativeInfinity,
                        node.Constants(2)?[0] ?? double.PositiveInfinity
                    );
            }

            var above = low is null ? node[0] : node[0].Max(low);
            return high is null ? above : above.Min(high);
        }

        private static Expr? Bound(OnnxNode node, int input) =>
            node.Optional(input) is not { } bound ? null
            : bound.Shape.IsKnown && bound.Shape.Size == 1
                ? IsFixed(bound) || bound.Shape.Rank == 0 ? bound
                    : bound.Reshape(Shape.Scalar)
            : throw new FormatException($"Clip has a bound of {bound.Shape}, which must be one number.");

        private static bool IsFixed(Expr? bound) => bound is null or { Op: FunctionalNet.Constant };

        public static void Map<T>(ClipOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TensorPrimitives.Max(x, T.CreateTruncating(f.Low), y);
            TensorPrimitives.Min(y, T.CreateTruncating(f.High), y);
        }

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.Min(T.Max(x, T.CreateTruncating(Low)), T.CreateTruncating(High));

        // A bound on one side must not become an infinite bound on the other.
        public Expr Vjp(Expr x, Expr y, Expr dy) =>
            (double.IsFinite(Low), double.IsFinite(High)) switch
            {
                (true, true) => (x > Low).And(x < High).Where(dy, 0),
                (true, false) => (x > Low).Where(dy, 0),
                (false, true) => (x < High).Where(dy, 0),
                _ => dy,
            };

        public Expr Body(Expr x) => x.Max(Low).Min(High);

        public OnnxNode Write(OnnxNode node) =>
            node with
            {
                Inputs =
                [
                    .. node.Inputs,
                    double.IsNegativeInfinity(Low) ? null : Constant(Low),
                    .. double.IsPositiveInfinity(High) ? Array.Empty<Expr>() : [Constant(High)],
                ],
            };
    }
}
