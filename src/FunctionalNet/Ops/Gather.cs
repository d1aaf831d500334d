using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Gather.</content>
public static partial class Ops
{
    /// <summary>
    /// Gathers slices of x along an axis, which is replaced by the axes of <paramref name="indices"/>: [a, n, b] and indices [i, j] on axis
    /// 1 to [a, i, j, b].
    /// </summary>
    /// <remarks>
    /// ONNX: Gather. An index of -1 is the last one. The gradients of repeated indices are added. CUDA: float, double, int64, bool.
    /// Derivative: dx = zeros + dy at the indices (GatherGrad).
    /// </remarks>
    /// <param name="x">The table.</param>
    /// <param name="indices">Integers from -n to n - 1. Running with another throws <see cref="ArgumentOutOfRangeException"/>.</param>
    /// <param name="axis">The axis that is indexed.</param>
    /// <exception cref="ShapeException">There is no such axis, or the indices are not integers.</exception>
    /// <example><code>Expr vectors = table.Gather(tokens); // [1000, 64] and [batch, 20] to [batch, 20, 64]</code></example>
    public static Expr Gather(this Expr x, Expr indices, int axis = 0) =>
        new(new GatherOp(x.Shape.Axis(axis, nameof(Gather))), x, indices);

    internal sealed record GatherOp(int Axis) : Op, IOperator
    {
        public static string Onnx => "Gather";

        public static WeightUse TrainableOperands => WeightUse.At(0).AndForm(0).AsTable();

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => x[0].Gather(x[1]), new Domain(new(5, 3)), Places(new(4), 5)),
                new("columns", x => x[0].Gather(x[1], -1), new Domain(new(2, 5)), Places(new(2, 3), 5)),
                new("middle", x => x[0].Gather(x[1], 1), new Domain(new(2, 4, 3)), Places(new(5), 4)),
                new("one", x => x[0].Gather(x[1]), new Domain(new(5, 3)), Places(Shape.Scalar, 5)),
                new("none", x => x[0].Gather(x[1]), new Domain(new(5, 3)), Places(new(0), 5)),
                new("many", x => x[0].Gather(x[1]), new Domain(new(40, 70)), Places(new(300), 40)),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => node[0].Gather(node[1], node.Int32("axis", 0));

        public override string ToString() => $"Gather axis {Axis}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size)
        {
            var (x, indices) = (inputs[0], inputs[1]);
            if (!IsMapped(y, inputs, 1))
            {
                return x.Gather(indices, Axis + 1);
            }

            if (!IsMapped(y, inputs, 0))
            {
                // The mapped axis is the first of the indices, and comes to the front.
                var read = x.Gather(indices, Axis);
                return Axis == 0
                    ? read
                    : read.Transpose([Axis, .. Enumerable.Range(0, read.Shape.Rank).Where(axis => axis != Axis)]);
            }

            var slices = x.Shape.With(Axis + 1, Dim.Product(y.Inputs[1].Shape));
            Shape aligned = new([.. slices.Select((dim, axis) => axis is 0 || axis == Axis + 1 ? dim : 1)]);
            return x.GatherElements(indices.Reshape(aligned).Expand(slices), Axis + 1)
                .Reshape(new Shape(size).Append(y.Shape));
        }

        internal override bool Mixes(Expr y, int operand, int axis) => operand == 0 && axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var (x, indices) = (inputs[0].Type, inputs[1].Type);
            return indices.Element == ElementType.Int64
                ? x with
                {
                    Shape = x.Shape[..Axis].Append(indices.Shape).Append(x.Shape[(Axis + 1)..]),
                }
                : throw NotWhole(Name, indices);
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var (outer, size, inner) = AxisView.Of(inputs[0].Sizes, Axis);
            var indices = inputs[1].Span;
            var to = output.Span;
            for (var row = 0; row < outer; row++)
            {
                var slices = inputs[0].Span[(row * size * inner)..];
                foreach (var index in indices)
                {
                    slices.Slice(Indexing.Place(index, size, Name) * inner, inner).CopyTo(to);
                    to = to[inner..];
                }
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            output.Length == 0
                ? base.Compile(inputs, output, team)
                : new Slices<T>(AxisView.Of(inputs[0].Sizes, Axis), inputs[0], inputs[1], output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
            [new Expr(new GatherGradOp(Axis, y.Inputs[0].Shape), dy, y.Inputs[1]), null];

        internal override OnnxNode ToOnnx(Expr y) => base.ToOnnx(y)!.With("axis", (long)Axis);

        private sealed unsafe class Slices<T>(AxisView view, Buffer<T> x, Buffer<T> indices, Buffer<T> y, Team team)
            : RowKernel(
                view.Inner == 1 ? view.Outer : view.Outer * indices.Length,
                view.Inner == 1 ? indices.Length : view.Inner,
                team
            )
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            private readonly PinnedMemory<int> places = new(indices.Length);

            public override void Run()
            {
                // Errors must be thrown on the caller's thread, so indices are checked before the rows are divided among threads.
                for (var i = 0; i < indices.Length; i++)
                {
                    places.Span[i] = Indexing.Place(indices.Span[i], view.Size, Onnx);
                }

                base.Run();
            }

            protected override void Row(int row)
            {
                if (view.Inner == 1)
                {
                    var to = y.Pointer + ((nint)row * indices.Length);
                    Pick(x.Pointer + ((nint)row * view.Size), places.Pointer, to, indices.Length);
                    return;
                }

                var (outer, index) = Math.DivRem(row, indices.Length);
                var from = ((outer * view.Size) + places.Span[index]) * view.Inner;
                x.Span.Slice(from, view.Inner).CopyTo(y.Span[(row * view.Inner)..]);
            }

            [MethodImpl(Compiled.Alone)]
            private static void Pick(T* from, int* places, T* to, int count)
            {
                for (; count >= 4; count -= 4, places += 4, to += 4)
                {
                    var (a, b, c, d) = (from[places[0]], from[places[1]], from[places[2]], from[places[3]]);
                    to[0] = a;
                    to[1] = b;
                    to[2] = c;
                    to[3] = d;
                }

                for (var i = 0; i < count; i++)
                {
                    to[i] = from[places[i]];
                }
            }
        }
    }

    /// <summary>Indices along an axis, as examples draw them; negative ones count from its end.</summary>
    private static Domain Places(Shape shape, int size) => new(shape, -size, size - 1, ElementType.Int64);

    private static ShapeException NotWhole(string rule, TensorType indices) =>
        new(rule, $"the indices are {indices}", "give whole numbers, for instance by Cast(ElementType.Int64)");
}
