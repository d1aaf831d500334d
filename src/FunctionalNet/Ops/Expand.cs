using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Expand.</content>
public static partial class Ops
{
    /// <summary>x repeated along axes of size 1 until it has the given shape.</summary>
    /// <remarks>
    /// ONNX: Expand. Rarely needed: elementwise operators broadcast implicitly. CUDA: float, double, int64, bool. Derivative: dx = dy,
    /// summed where it was repeated.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <example><code>Expr rows = row.Expand(new(32, 10)); // [10] to [32, 10]</code></example>
    public static Expr Expand(this Expr x, Shape shape) => x.Shape == shape ? x : new(new ExpandOp(shape), x);

    /// <summary>A copy of the value in its own memory.</summary>
    internal static Expr Copy(this Expr x) => new(new ExpandOp(x.Shape), x);

    private sealed record ExpandOp(Shape To) : Elementwise, IOperator
    {
        public static string Onnx => "Expand";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("scalar", x => x[0].Expand(new(2, 3)), new Domain(Shape.Scalar)),
                new("row", x => x[0].Expand(new(4, 3)), new Domain(new(3))),
                new("column", x => x[0].Expand(new(2, 3, 37)), new Domain(new(3, 1))),
                new("empty", x => x[0].Expand(new(0, 3)), new Domain(new(1, 3))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            var shape = Shape.Of(node.Ints(1) ?? throw new FormatException("Expand needs a constant shape."));
            return node[0].Expand(Broadcast.Of(Onnx, node[0].Shape, shape));
        }

        public override string ToString() => $"Expand to {To}";

        public override Tile<T> Tile<T>() => new Kernel<T>();

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(new ExpandOp(new Shape(size).Append(To)), Raised(inputs[0], To.Rank));

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            Broadcast.Of(Name, inputs[0].Shape, To) == To
                ? new(To, inputs[0].Type.Element)
                : throw new ShapeException(
                    Name,
                    $"{inputs[0].Shape} does not stretch to {To}",
                    "only axes of size 1 are repeated"
                );

        internal override Expr? WithSizes(Expr[] inputs, Func<Shape, Shape> sized) =>
            To.IsKnown ? null : inputs[0].Expand(sized(To));

        internal override MethodInfo? Lanes<T>() => ((Func<Vector<T>, Vector<T>>)VectorMath.Same).Method;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            var from = new Odometer(output.Sizes, inputs[0].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = x[from.Next()];
            }
        }

        internal override long Flops(Expr y) => 0;

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy];

        // Only a file expands to a free axis: its sizes are an operand there.
        internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
            To.IsKnown ? null : new Expr(new ExpandToOp(To), inputs[0], To.SizesOf());

        internal override OnnxNode? ToOnnx(Expr y) =>
            To.IsKnown ? new(Name, [y.Inputs[0], Integers(To.Sizes())]) : null;

        private sealed unsafe class Kernel<T> : Tile<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Run(T* a, T* b, T* c, T* y, int length) =>
                new ReadOnlySpan<T>(a, length).CopyTo(new Span<T>(y, length));
        }
    }
}
