using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Transpose.</content>
public static partial class Ops
{
    /// <summary>The axes in another order: axis i of the result is axis <paramref name="permutation"/>[i] of x.</summary>
    /// <remarks>
    /// ONNX: Transpose. Without a permutation it exchanges the last two axes. CUDA: float, double, int64, bool. Derivative: dx = dy in the
    /// inverse order.
    /// </remarks>
    /// <exception cref="ShapeException">The permutation does not name every axis once.</exception>
    /// <example><code>Expr channelsFirst = image.Transpose(2, 0, 1);</code></example>
    public static Expr Transpose(this Expr x, params int[] permutation)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(permutation);
        if (permutation.Length == 0 && x.Shape.Rank < 2)
        {
            throw new ShapeException(
                nameof(Transpose),
                $"{x.Shape} has no two axes to change",
                "give at least a matrix"
            );
        }

        return permutation.Length == 0
            ? new(
                new TransposeOp(
                    new Ints([.. Enumerable.Range(0, x.Shape.Rank - 2), x.Shape.Rank - 1, x.Shape.Rank - 2])
                ),
                x
            )
            : new(new TransposeOp(new Ints(permutation)), x);
    }

    internal sealed record TransposeOp(Ints Permutation) : Op, IOperator
    {
        public static string Onnx => "Transpose";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("matrix", x => x[0].Transpose(), new Domain(new(3, 5))),
                new("rotate", x => x[0].Transpose(2, 0, 1), new Domain(new(2, 3, 4))),
                new("empty", x => x[0].Transpose(), new Domain(new(3, 0))),
                new("heads", x => x[0].Transpose(0, 2, 1, 3), new Domain(new(2, 3, 4, 5))),
                new("one axis of 1", x => x[0].Transpose(2, 1, 0, 3), new Domain(new(3, 1, 4, 2))),
                new("as it was", x => x[0].Transpose(0, 1), new Domain(new(3, 5))),
                new("long", x => x[0].Transpose(1, 0), new Domain(new(192, 70))),
            ];

        public override string Name => Onnx;

        /// <summary>Gets a value indicating whether it exchanges only the last two axes.</summary>
        public bool SwapsLastTwo =>
            Permutation.Count >= 2
            && Permutation[^1] == Permutation.Count - 2
            && Permutation[^2] == Permutation.Count - 1
            && Permutation.Take(Permutation.Count - 2).Select((axis, i) => axis == i).All(same => same);

        public static Expr FromOnnx(OnnxNode node)
        {
            var x = node[0];
            var order = node.Int32s("perm") ?? [.. Enumerable.Range(0, x.Shape.Rank).Reverse()];
            return x.Shape.Rank < 2 && order.SequenceEqual(Enumerable.Range(0, x.Shape.Rank))
                ? x
                : new(new TransposeOp(new Ints(order)), x);
        }

        public override string ToString() => $"Transpose {Permutation}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(new TransposeOp(new Ints([0, .. Permutation.Select(axis => axis + 1)])), inputs);

        internal override bool Mixes(Expr y, int operand, int axis) => false;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0].Shape;
            return Permutation.Order().SequenceEqual(Enumerable.Range(0, x.Rank))
                ? new(new Shape([.. Permutation.Select(axis => x[axis])]), inputs[0].Type.Element)
                : throw new ShapeException(
                    Name,
                    $"{Permutation} does not order the axes of {x}",
                    $"name each of 0 to {x.Rank - 1} once"
                );
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            Span<int> strides = stackalloc int[Permutation.Count];
            for (var i = 0; i < strides.Length; i++)
            {
                strides[i] = 1;
                for (var axis = Permutation[i] + 1; axis < strides.Length; axis++)
                {
                    strides[i] *= inputs[0].Sizes[axis];
                }
            }

            var from = Odometer.Strided(output.Sizes, strides, stackalloc int[Odometer.Space(output.Sizes)]);
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = x[from.Next()];
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            output.Length == 0
                ? base.Compile(inputs, output, team)
                : new TransposeKernel<T>(Permutation, inputs[0], output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var inverse = new int[Permutation.Count];
            for (var i = 0; i < inverse.Length; i++)
            {
                inverse[Permutation[i]] = i;
            }

            return [new Expr(new TransposeOp(inverse), dy)];
        }

        internal override OnnxNode ToOnnx(Expr y) => base.ToOnnx(y)!.With("perm", Permutation.ToLongs());
    }
}
