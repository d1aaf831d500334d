using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Cast.</content>
public static partial class Ops
{
    /// <summary>
    /// Converts elements to another type; the shape of <paramref name="x"/>. Conversion to integers rounds towards zero, and values outside
    /// of 64 bits, and NaN, become -2⁶³ as on x86 processors; conversion to bool tests whether the value differs from 0.
    /// </summary>
    /// <remarks>
    /// ONNX: Cast. A gradient flows only between floating-point numbers. CUDA: float, double, int64, bool. Derivative: dx = dy from float
    /// to float, else -.
    /// </remarks>
    /// <example><code>Expr mask = (u &lt; 0.9).Cast(ElementType.Float);</code></example>
    public static Expr Cast(this Expr x, ElementType to) => x.Type.Element == to ? x : new(new CastOp(to), x);

    private sealed record CastOp(ElementType To) : Elementwise, IOperator
    {
        public static string Onnx => "Cast";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("bool to float", x => x[0].Cast(ElementType.Float), new Domain(new(2, 3), 0, 1, ElementType.Bool)),
                new("int64 to float", x => x[0].Cast(ElementType.Float), new Domain(new(7), -9, 9, ElementType.Int64)),
                new("float to int64", x => x[0].Cast(ElementType.Int64), new Domain(new(7), -3.4, 3.4)),
                new("int64 to bool", x => x[0].Cast(ElementType.Bool), new Domain(new(7), -1, 1, ElementType.Int64)),
            ];

        public override string Name => Onnx;

        // The codes of TensorProto.DataType.
        public static Expr FromOnnx(OnnxNode node) =>
            node[0]
                .Cast(
                    node.Int("to", 0) switch
                    {
                        1 or 11 => ElementType.Float,
                        6 or 7 => ElementType.Int64,
                        9 => ElementType.Bool,
                        var code => throw new FormatException($"Cast to the type of code {code} is not supported."),
                    }
                );

        public override string ToString() => $"Cast to {To}";

        public override Tile<T> Tile<T>() => new Kernel<T>(To);

        internal override MethodInfo? Lanes<T>() =>
            To == ElementType.Float ? ((Func<Vector<T>, Vector<T>>)VectorMath.Same).Method : null;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            Convert(To, inputs[0].Span, output.Span);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [y.Inputs[0].IsFloat ? dy : null];

        internal override IEnumerable<Expr> Kinks(Expr y) =>
            (y.Inputs[0].IsFloat, To) switch
            {
                (true, ElementType.Int64) => [(y.Inputs[0] * Math.PI).Sin()],
                (true, ElementType.Bool) => [y.Inputs[0]],
                _ => [],
            };

        internal override OnnxNode ToOnnx(Expr y) => base.ToOnnx(y)!.With("to", To);

        protected override ElementType Element(ReadOnlySpan<Expr> inputs) => To;

        private static void Convert<T>(ElementType to, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var beyond = T.ScaleB(T.One, 63);
            switch (to)
            {
                case ElementType.Float:
                    x.CopyTo(y);
                    break;
                case ElementType.Int64:
                    for (var i = 0; i < x.Length; i++)
                    {
                        // Integers have one zero: -0 + 0 is 0.
                        y[i] = T.Abs(x[i]) < beyond ? T.Truncate(x[i]) + T.Zero : -beyond;
                    }

                    break;
                default:
                    for (var i = 0; i < x.Length; i++)
                    {
                        y[i] = T.IsZero(x[i]) ? T.Zero : T.One;
                    }

                    break;
            }
        }

        private sealed unsafe class Kernel<T>(ElementType to) : Tile<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Run(T* a, T* b, T* c, T* y, int length) =>
                Convert(to, new ReadOnlySpan<T>(a, length), new Span<T>(y, length));
        }
    }
}
