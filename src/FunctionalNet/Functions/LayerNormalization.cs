using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>LayerNormalization.</content>
public static partial class Ops
{
    /// <summary>
    /// y = (x - mean) / √(variance + ε) · scale + bias, with mean and variance over all axes from <paramref name="axis"/> on; the
    /// shape of <paramref name="x"/>. Scale and bias have the shape of those axes.
    /// </summary>
    /// <remarks>
    /// ONNX: LayerNormalization; its body without a scale. The variance is divided by n, as in PyTorch. Ba, Kiros and Hinton, "Layer
    /// Normalization", 2016. CUDA: float, double. Body: c / √(mean(c²) + ε) scale + bias, c = x - mean(x).
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="scale">The factor, in the shape of the normalized axes; 1 if absent.</param>
    /// <param name="bias">The addend; 0 if absent.</param>
    /// <param name="axis">The first of the axes that are normalized together.</param>
    /// <param name="epsilon">Added to the variance before the square root.</param>
    /// <exception cref="ShapeException">There is no such axis, scale or bias have another shape, or there is a bias without a scale.</exception>
    /// <example><code>Expr y = x.LayerNormalization(weight, bias); // [batch, tokens, 64] with [64]</code></example>
    public static Expr LayerNormalization(
        this Expr x,
        Expr? scale = null,
        Expr? bias = null,
        int axis = -1,
        double epsilon = 1e-5
    )
    {
        ArgumentNullException.ThrowIfNull(x);
        if (scale is null && bias is not null)
        {
            throw new ShapeException(
                nameof(LayerNormalization),
                "there is a bias without a scale",
                "give a scale too, or add the bias behind"
            );
        }

        var op = new LayerNormalizationOp(x.Shape.Axis(axis, nameof(LayerNormalization)), epsilon);
        return scale is null ? new(op, x)
            : bias is null ? new(op, x, scale)
            : new(op, x, scale, bias);
    }

    /// <summary>The axes from one on, as reductions take them.</summary>
    private static int[] AxesFrom(Expr x, int axis) => [.. Enumerable.Range(axis, x.Shape.Rank - axis)];

    /// <summary>The shape rule of both normalizations: x, then optionally scale and bias, in the shape of the normalized axes.</summary>
    private static TensorType Normalized(string rule, int axis, ReadOnlySpan<Expr> inputs)
    {
        foreach (var input in inputs)
        {
            input.Require(ElementType.Float, rule);
        }

        var inner = inputs[0].Shape[axis..];
        foreach (var input in inputs[1..])
        {
            if (input.Shape != inner)
            {
                throw new ShapeException(
                    rule,
                    $"{inputs[0].Shape} is normalized over {inner}, but scale or bias is {input.Shape}",
                    $"give them the shape {inner}"
                );
            }
        }

        return inputs[0].Type;
    }

    /// <summary>x, centred if requested, divided by its root mean square.</summary>
    private static Expr Normalize(Expr x, bool isCentered, int axis, double epsilon)
    {
        var axes = AxesFrom(x, axis);
        var centered = isCentered ? x - x.ReduceMean(axes, keepDims: true) : x;
        return centered * ((centered * centered).ReduceMean(axes, keepDims: true) + epsilon).Sqrt().Reciprocal();
    }

    private sealed record LayerNormalizationOp(int Axis, double Epsilon) : Function, IOperator
    {
        public static string Onnx => "LayerNormalization";

        public static WeightUse TrainableOperands => WeightUse.At(1, 2);

        public static IEnumerable<Example> Examples =>
            [
                new(
                    "rows",
                    x => x[0].LayerNormalization(x[1], x[2]),
                    new Domain(new(4, 7)),
                    new Domain(new(7)),
                    new Domain(new(7))
                ),
                new(
                    "two axes",
                    x => x[0].LayerNormalization(x[1], axis: 1, epsilon: 0.0078125),
                    new Domain(new(3, 5, 2)),
                    new Domain(new(5, 2))
                ),
                new("plain", x => x[0].LayerNormalization(), new Domain(new(2, 3, 37))),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node)
        {
            var x = node[0];
            var axis = x.Shape.Axis(node.Int32("axis", -1), Onnx);

            // ONNX broadcasts both, usually to the normalized axes, which the fused form requires.
            var (inner, scale, bias) = (x.Shape[axis..], node[1], node.Optional(2));
            var epsilon = node.Real("epsilon", 1e-5);
            if (scale.Shape.Rank <= inner.Rank && (bias is null || bias.Shape.Rank <= inner.Rank))
            {
                return x.LayerNormalization(scale.Expand(inner), bias?.Expand(inner), axis, epsilon);
            }

            var y = x.LayerNormalization(axis: axis, epsilon: epsilon) * scale.Expand(x.Shape);
            return bias is null ? y : y + bias.Expand(x.Shape);
        }

        public override string ToString() => $"LayerNormalization axis {Axis}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => Normalized(Name, Axis, inputs);

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var y = Normalize(inputs[0], true, Axis, Epsilon);
            y = inputs.Length > 1 ? y * inputs[1] : y;
            return inputs.Length > 2 ? y + inputs[2] : y;
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            output.Length > 0
                ? new NormalizationKernel<T>(true, Axis, Epsilon, inputs, output, team)
                : base.Compile(inputs, output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => NormalizationVjp(true, Axis, Epsilon, y, dy);

        internal override OnnxNode? ToOnnx(Expr y) =>
            y.Inputs.Length > 1 ? base.ToOnnx(y)!.With("axis", (long)Axis).With("epsilon", Epsilon) : null;
    }

    /// <summary>Either normalization, one row at a time.</summary>
    private sealed class NormalizationKernel<T>(
        bool isCentered,
        int axis,
        double epsilon,
        ImmutableArray<Buffer<T>> inputs,
        Buffer<T> y,
        Team team
    ) : RowKernel(AxisView.Of(y.Sizes, axis).Outer, y.Length / AxisView.Of(y.Sizes, axis).Outer, team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Buffer<T> x = inputs[0];
        private readonly Buffer<T>? scale = inputs.Length > 1 ? inputs[1] : null;
        private readonly Buffer<T>? bias = inputs.Length > 2 ? inputs[2] : null;
        private readonly int size = y.Length / AxisView.Of(y.Sizes, axis).Outer;

        protected override void Row(int row)
        {
            var values = x.Span.Slice(row * size, size);
            NormalizationRow.Apply(
                values,
                NormalizationRow.Statistics<T>(values, isCentered, epsilon),
                scale is null ? [] : scale.Span,
                bias is null ? [] : bias.Span,
                y.Span.Slice(row * size, size)
            );
        }
    }
}
