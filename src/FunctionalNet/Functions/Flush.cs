using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>Flush.</content>
public static partial class Ops
{
    /// <summary>y = 0 where |x| is below a bound, else x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>
    /// Not in ONNX; exported as Where(|x| &lt; bound, 0, x). ONNX's Shrink would make 0 of NaN; here NaN stays NaN. By default it
    /// keeps a mean that fades from becoming denormal: the bound is so far above the least normal float32 that a further product
    /// with a decay is normal too.
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="below">The bound.</param>
    /// <example><code>Expr next = ((0.9 * before) + (0.1 * x)).Flush();</code></example>
    public static Expr Flush(this Expr x, double below = 1e-36) => new(new FlushOp(below), x);

    private sealed record FlushOp(double Below) : Elementwise, IOperator
    {
        public static string Onnx => "functionalnet.Flush";

        public static IEnumerable<Example> Examples =>
            from shape in new Shape[] { Shape.Scalar, new(5), new(0), new(3, 37) }
            select new Example($"{shape}", x => x[0].Flush(0.5), new Domain(shape) { Kinks = [-0.5, 0.5] });

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => FormattableString.Invariant($"Flush below {Below}");

        public override Tile<T> Tile<T>() => new Kernel<T>(T.CreateTruncating(Below));

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            var bound = T.CreateTruncating(Below);
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = T.Abs(x[i]) < bound ? T.Zero : x[i];
            }
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) => (inputs[0].Abs() < Below).Where(0, inputs[0]);

        internal override OnnxNode? ToOnnx(Expr y) => null;

        protected override ElementType Element(ReadOnlySpan<Expr> inputs) =>
            inputs[0].Require(ElementType.Float, nameof(Flush));

        private sealed unsafe class Kernel<T>(T bound) : Tile<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Run(T* a, T* b, T* c, T* y, int length)
            {
                var i = 0;
                var bounds = new Vector<T>(bound);
                for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                {
                    var x = Vector.Load(a + i);
                    Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), bounds), Vector<T>.Zero, x).Store(y + i);
                }

                for (; i < length; i++)
                {
                    y[i] = T.Abs(a[i]) < bound ? T.Zero : a[i];
                }
            }
        }
    }
}
