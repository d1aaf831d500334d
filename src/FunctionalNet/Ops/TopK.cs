using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>TopK.</content>
public static partial class Ops
{
    /// <summary>
    /// The <paramref name="k"/> largest elements along an axis in descending order, and their indices: [a, n, b] to twice [a, k, b], the
    /// indices as int64. Equal elements keep their order; NaN comes last.
    /// </summary>
    /// <remarks>
    /// ONNX: TopK, whose two outputs are two expressions here: the indices, and the elements that GatherElements reads at them. CUDA:
    /// float, double, int64. Derivative: none for the places; the values are GatherElements at them.
    /// </remarks>
    /// <param name="x">Numbers.</param>
    /// <param name="k">The number of elements, from 0 to the size of the axis.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="largest">Whether to return the largest elements; otherwise the smallest, in ascending order.</param>
    /// <exception cref="ShapeException">There is no such axis, or it has fewer elements.</exception>
    /// <example><code>var (best, places) = scores.TopK(5); // [batch, 1000] to [batch, 5] twice</code></example>
    public static (Expr Values, Expr Indices) TopK(this Expr x, int k, int axis = -1, bool largest = true)
    {
        var place = x.Shape.Axis(axis, nameof(TopK));
        Expr indices = new(new TopKOp(place, k, largest), x);
        return (x.GatherElements(indices, place), indices);
    }

    private sealed record TopKOp(int Axis, int K, bool Largest) : Op, IOperator
    {
        public static string Onnx => "TopK";

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => x[0].TopK(3).Indices, new Domain(new(4, 7))),
                new("smallest of columns", x => x[0].TopK(2, 0, largest: false).Indices, new Domain(new(5, 3))),
                new("values of the middle", x => x[0].TopK(2, 1).Values, new Domain(new(2, 4, 3))),
                new("all in order", x => x[0].TopK(6).Values, new Domain(new(6))),
                new("none", x => x[0].TopK(0).Indices, new Domain(new(2, 3))),
                new("none of columns", x => x[0].TopK(0, 0).Indices, new Domain(new(2, 3))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            // Unsorted output is in unspecified order in ONNX: it is sorted here.
            _ = node.Flag("sorted", true);
            var k =
                node.Version < 10 ? node.Int32("k", 0)
                : node.Ints(1) is [var count] ? count
                : throw new FormatException("TopK needs one constant number of elements.");
            var axis = node[0].Shape.Axis(node.Int32("axis", -1), Onnx);
            return new(new TopKOp(axis, k, node.Flag("largest", true)), node[0]);
        }

        public override string ToString() => $"TopK {(Largest ? "largest" : "smallest")} {K} on axis {Axis}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) => new(this with { Axis = Axis + 1 }, inputs);

        internal override bool Mixes(Expr y, int operand, int axis) => axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0].Type;
            if (x.Element == ElementType.Bool)
            {
                throw new ShapeException(Name, $"the operand is {x}", "give numbers");
            }

            return K >= 0 && K <= x.Shape[Axis].Size
                ? new(x.Shape.With(Axis, K), ElementType.Int64)
                : throw new ShapeException(
                    Name,
                    $"{K} elements are requested of axis {Axis} of {x.Shape}",
                    $"ask for 0 to {x.Shape[Axis]}"
                );
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            if (K == 0)
            {
                return;
            }

            var (outer, size, inner) = AxisView.Of(inputs[0].Sizes, Axis);
            for (var column = 0; column < outer * inner; column++)
            {
                var x = inputs[0].Span[((column / inner * size * inner) + (column % inner))..];
                var y = output.Span[((column / inner * K * inner) + (column % inner))..];
                var last = -1;
                for (var rank = 0; rank < K; rank++)
                {
                    // The best of the elements that are ordered after the previous result.
                    var best = -1;
                    for (var i = 0; i < size; i++)
                    {
                        if (
                            (last < 0 || IsBefore(x[last * inner], last, x[i * inner], i))
                            && (best < 0 || IsBefore(x[i * inner], i, x[best * inner], best))
                        )
                        {
                            best = i;
                        }
                    }

                    y[rank * inner] = T.CreateTruncating(best);
                    last = best;
                }
            }
        }

        internal override long Flops(Expr y) => (long)K * y.Inputs[0].Shape.Size;

        internal override IEnumerable<Expr> Kinks(Expr y)
        {
            var (x, size) = (y.Inputs[0], y.Inputs[0].Shape[Axis].Size);
            if (!x.IsFloat || K == 0 || size < 2)
            {
                return [];
            }

            // The indices change where two neighbours in the order are equal.
            var count = Math.Min(K + 1, size);
            var sorted = x.TopK(count, Axis, Largest).Values;
            return [sorted.Narrow(Axis, 0, count - 1) - sorted.Narrow(Axis, 1, count - 1)];
        }

        internal override OnnxNode ToOnnx(Expr y) =>
            new OnnxNode(Name, [y.Inputs[0], Integers(K)]) { Output = 1 }
                .With("axis", (long)Axis)
                .With("largest", Largest ? 1L : 0L);

        private bool IsBefore<T>(T x, int i, T y, int j)
            where T : System.Numerics.IBinaryFloatingPointIeee754<T> =>
            T.IsNaN(y) ? !T.IsNaN(x) || i < j
            : x == y ? i < j
            : Largest ? x > y
            : x < y;
    }
}
