using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>MatMul.</content>
public static partial class Ops
{
    /// <summary>
    /// The matrix product: [..., m, k] and [..., k, n] to [..., m, n]. Leading axes broadcast. A vector on the left is a row, on the right
    /// a column, and its axis is removed.
    /// </summary>
    /// <remarks>ONNX: MatMul. CUDA: float, double. Derivative: dx = dy wᵀ, dw = xᵀ dy.</remarks>
    /// <exception cref="ShapeException">The inner axes differ.</exception>
    /// <example><code>Expr y = x.MatMul(weight) + bias;</code></example>
    public static Expr MatMul(this Expr x, Expr y)
    {
        // Errors show the user's shapes, before vectors become matrices.
        var (rows, columns) = (x.Shape, y.Shape);
        if (rows.Rank > 0 && columns.Rank > 0 && rows[^1] != columns[columns.Rank == 1 ? 0 : ^2])
        {
            throw InnerAxes(rows, -1, columns, columns.Rank == 1 ? -1 : -2);
        }

        return rows.Rank == 1 ? x.Unsqueeze(0).MatMul(y).Squeeze(columns.Rank == 1 ? 0 : -2)
            : columns.Rank == 1 ? x.MatMul(y.Unsqueeze(1)).Squeeze(-1)
            : new(new MatMulOp(), x, y);
    }

    private static ShapeException InnerAxes(Shape x, int left, Shape y, int right) =>
        new(
            nameof(MatMul),
            $"{x} times {y}: the inner axes are {x[x.Rank + left]} (axis {left} of the left) and {y[y.Rank + right]} (axis {right} of the right)",
            $"give axis {right} of the right operand {x[x.Rank + left]} elements, or transpose one of them"
        );

    /// <summary>The matrix product, optionally with the last two axes of an operand exchanged; only the plain one is a primitive.</summary>
    internal sealed record MatMulOp(bool TransA = false, bool TransB = false) : Op, IOperator, IEpilogueHost, IPrepares
    {
        public static string Onnx => "MatMul";

        public static WeightUse TrainableOperands => WeightUse.At(0, 1).AndForm(0, 1);

        public static IEnumerable<Example> Examples =>
            [
                new("matrix", x => x[0].MatMul(x[1]), new Domain(new(3, 4)), new Domain(new(4, 5))),
                new("row", x => x[0].MatMul(x[1]), new Domain(new(4)), new Domain(new(4, 5))),
                new("column", x => x[0].MatMul(x[1]), new Domain(new(3, 4)), new Domain(new(4))),
                new("dot", x => x[0].MatMul(x[1]), new Domain(new(4)), new Domain(new(4))),
                new("shared right", x => x[0].MatMul(x[1]), new Domain(new(2, 3, 4)), new Domain(new(4, 5))),
                new("batches", x => x[0].MatMul(x[1]), new Domain(new(2, 1, 3, 4)), new Domain(new(5, 4, 2))),
                new("no inner", x => x[0].MatMul(x[1]), new Domain(new(3, 0)), new Domain(new(0, 2))),
                new("large", x => x[0].MatMul(x[1]), new Domain(new(33, 70)), new Domain(new(70, 65)))
                {
                    Tolerance = 1e-4,
                },
                new(
                    "left transposed",
                    x => new(new MatMulOp(TransA: true), x[0], x[1]),
                    new Domain(new(4, 3)),
                    new Domain(new(4, 5))
                ),
                new(
                    "both transposed",
                    x => new(new MatMulOp(true, true), x[0], x[1]),
                    new Domain(new(2, 4, 3)),
                    new Domain(new(5, 4))
                ),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => node[0].MatMul(node[1]);

        public override string ToString() =>
            (TransA, TransB) is (false, false)
                ? Name
                : $"MatMul{(TransA ? " Aᵀ" : string.Empty)}{(TransB ? " Bᵀ" : string.Empty)}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(this, [.. inputs.Select((input, i) => IsMapped(y, inputs, i) ? Raised(input, y.Shape.Rank) : input)]);

        internal override bool Mixes(Expr y, int operand, int axis) => false;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var (x, y) = (inputs[0].Shape, inputs[1].Shape);
            if (x.Rank < 2 || y.Rank < 2)
            {
                throw new ShapeException(
                    Name,
                    $"{x} and {y} are not both matrices or vectors",
                    "give each at least one axis"
                );
            }

            if (inputs[0].Type.Element != inputs[1].Type.Element)
            {
                throw new ShapeException(
                    Name,
                    $"the operands are of different types, {inputs[0].Type} and {inputs[1].Type}",
                    $"convert one with Cast({nameof(ElementType)}.{inputs[0].Type.Element})"
                )
                {
                    IsOfTypes = true,
                };
            }

            // ONNX multiplies integers, but neither bools nor transposed integers.
            if (inputs[0].Type.Element == ElementType.Bool || TransA || TransB)
            {
                inputs[0].Require(ElementType.Float, Name);
            }

            var (m, k) = TransA ? (x[^1], x[^2]) : (x[^2], x[^1]);
            var (inner, n) = TransB ? (y[^1], y[^2]) : (y[^2], y[^1]);
            return k == inner
                ? new(
                    Broadcast.Of($"{Name} of {x} and {y}", x[..^2], y[..^2]).Append(new Shape(m, n)),
                    inputs[0].Type.Element
                )
                : throw InnerAxes(x, TransA ? -2 : -1, y, TransB ? -1 : -2);
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var a = inputs[0].Span;
            var b = inputs[1].Span;
            var c = output.Span;
            var (left, right, to) = (inputs[0].Sizes, inputs[1].Sizes, output.Sizes);
            var (m, n, k) = (to[^2], to[^1], TransA ? left[^2] : left[^1]);
            var batches = to.AsSpan()[..^2];
            var lefts = new Odometer(batches, left.AsSpan()[..^2], stackalloc int[Odometer.Space(batches)]);
            var rights = new Odometer(batches, right.AsSpan()[..^2], stackalloc int[Odometer.Space(batches)]);
            for (var start = 0; start < c.Length; start += m * n)
            {
                var x = a[(lefts.Next() * m * k)..];
                var y = b[(rights.Next() * k * n)..];
                for (var i = 0; i < m; i++)
                {
                    for (var j = 0; j < n; j++)
                    {
                        var sum = T.Zero;
                        for (var p = 0; p < k; p++)
                        {
                            sum += x[TransA ? (p * m) + i : (i * k) + p] * y[TransB ? (j * k) + p : (p * n) + j];
                        }

                        c[start + (i * n) + j] = sum;
                    }
                }
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            Compile(inputs, output, team, null);

        public bool CanHost(Expr y) => MatMulKernel<float>.IsOneProduct(TransA, y.Inputs[0].Shape, y.Inputs[1].Shape);

        public int Width(Expr y) => y.Shape[^1].Size;

        public bool IsPrepared(int operand) => operand == 1;

        public Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team, Epilogue? epilogue)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            new MatMulKernel<T>((TransA, TransB), inputs[0], inputs[1], output, team, epilogue);

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
            TransA || TransB
                ? (TransA ? inputs[0].Transpose() : inputs[0]).MatMul(TransB ? inputs[1].Transpose() : inputs[1])
                : null;

        internal override long Flops(Expr y) => 2L * y.Shape.Size * y.Inputs[0].Shape[TransA ? ^2 : ^1].Size;

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var (a, b) = (y.Inputs[0], y.Inputs[1]);
            if (TransA || TransB)
            {
                return base.Vjp(y, dy);
            }

            if (b.Shape.Rank == 2 && a.Shape.Rank > 2)
            {
                // One matrix shared by all rows: its gradient is one product rather than a sum of many.
                return [dy.MatMul(b.Transpose()), Rows(a).Transpose().MatMul(Rows(dy))];
            }

            return [dy.MatMul(b.Transpose()), a.Transpose().MatMul(dy)];
        }

        // Flattens all matrices into rows; with a free axis the file computes the number of rows.
        private static Expr Rows(Expr x) =>
            x.Shape.IsKnown ? x.Reshape(new Shape(x.Shape[..^1].Size, x.Shape[^1])) : x.Reshape(-1, x.Shape[^1].Size);

        internal override OnnxNode? ToOnnx(Expr y) =>
            !TransA && !TransB ? base.ToOnnx(y)
            : y.Shape.Rank == 2
                ? new OnnxNode("Gemm", [.. y.Inputs]).With("transA", TransA ? 1L : 0L).With("transB", TransB ? 1L : 0L)
            : null;
    }
}
