using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>After.</content>
public static partial class Ops
{
    /// <summary>
    /// y = x, but not before <paramref name="other"/> is computed: expressions of y are recomputed late, even if the same expressions of x
    /// exist. The shape of <paramref name="x"/>.
    /// </summary>
    /// <remarks>
    /// A plan of this library copies x; an ONNX file uses x itself, since ONNX cannot express the order. JAX: optimization_barrier. CUDA:
    /// float, double, int64, bool. Body: x; the second operand only has to be known before.
    /// </remarks>
    /// <param name="x">The operand to copy.</param>
    /// <param name="other">The operand to wait for; its values do not matter.</param>
    /// <example><code>Expr again = x.Barrier(y).Exp(); // e^x for a second time, once y is there</code></example>
    public static Expr Barrier(this Expr x, Expr other) => new(new BarrierOp(), x, other);

    /// <summary>Whether an expression is a barrier.</summary>
    internal static bool IsBarrier(Expr expr) => expr.Op is BarrierOp;

    private sealed record BarrierOp : Function, IOperator
    {
        public static string Onnx => "functionalnet.Barrier";

        public static IEnumerable<Example> Examples =>
            [
                new("a vector after a scalar", x => x[0].Barrier(x[1]), new Domain(new(70)), new Domain(Shape.Scalar)),
                new(
                    "a scalar after a matrix",
                    x => x[0].Barrier(x[1]),
                    new Domain(Shape.Scalar),
                    new Domain(new(2, 3))
                ),
                new("nothing", x => x[0].Barrier(x[1]), new Domain(new(0, 2)), new Domain(new(3))),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => "After";

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) => inputs[0];

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            inputs[0].Span.CopyTo(output.Span);

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new Copy<T>(inputs[0], output);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy, null];

        internal override OnnxNode? ToOnnx(Expr y) => null;

        private sealed class Copy<T>(Buffer<T> x, Buffer<T> y) : Kernel
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            public override void Run() => x.Span.CopyTo(y.Span);
        }
    }
}
