using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>RmsNormalization.</content>
public static partial class Ops
{
    /// <summary>
    /// y = x / √(mean(x²) + ε) · scale, with the mean over all axes from <paramref name="axis"/> on; the shape of
    /// <paramref name="x"/>. The scale has the shape of those axes.
    /// </summary>
    /// <remarks>
    /// ONNX: RMSNormalization from opset 23 on if there is a scale, else its body. The default ε of PyTorch's RMSNorm is the machine
    /// epsilon of the number type. Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019. Body: x / √(mean(x²) + ε) scale; it is
    /// written in files before opset 23.
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="scale">The factor, in the shape of the normalized axes; 1 if absent.</param>
    /// <param name="axis">The first of the axes that are normalized together.</param>
    /// <param name="epsilon">Added to the mean square before the square root.</param>
    /// <exception cref="ShapeException">There is no such axis, or the scale has another shape.</exception>
    /// <example><code>Expr y = x.RmsNormalization(weight); // [batch, tokens, 64] with [64]</code></example>
    public static Expr RmsNormalization(this Expr x, Expr? scale = null, int axis = -1, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(x);
        var op = new RmsNormalizationOp(x.Shape.Axis(axis, nameof(RmsNormalization)), epsilon);
        return scale is null ? new(op, x) : new(op, x, scale);
    }

    private sealed record RmsNormalizationOp(int Axis, double Epsilon) : Function, IOperator
    {
        public static string Onnx => "RMSNormalization";

        public static WeightUse TrainableOperands => WeightUse.At(1);

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => x[0].RmsNormalization(x[1]), new Domain(new(4, 7)), new Domain(new(7))),
                new(
                    "two axes",
                    x => x[0].RmsNormalization(x[1], axis: 1, epsilon: 0.015625),
                    new Domain(new(3, 5, 2)),
                    new Domain(new(5, 2))
                ),
                new("plain", x => x[0].RmsNormalization(), new Domain(new(2, 3, 37))),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node)
        {
            var x = node[0];
            var axis = x.Shape.Axis(node.Int32("axis", -1), Onnx);
            var (inner, scale, epsilon) = (x.Shape[axis..], node[1], node.Real("epsilon", 1e-5));
            return scale.Shape.Rank <= inner.Rank
                ? x.RmsNormalization(scale.Expand(inner), axis, epsilon)
                : x.RmsNormalization(axis: axis, epsilon: epsilon) * scale.Expand(x.Shape);
        }

        public override string ToString() => $"RMSNormalization axis {Axis}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => Normalized(Name, Axis, inputs);

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var y = Normalize(inputs[0], false, Axis, Epsilon);
            return inputs.Length > 1 ? y * inputs[1] : y;
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            output.Length > 0
                ? new NormalizationKernel<T>(false, Axis, Epsilon, inputs, output, team)
                : base.Compile(inputs, output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => NormalizationVjp(false, Axis, Epsilon, y, dy);

        // The operator was added in opset 23; older files have the body.
        internal override OnnxNode? ToOnnx(Expr y) =>
            y.Inputs.Length > 1
                ? new OnnxNode(Name, [.. y.Inputs]).With("axis", (long)Axis).With("epsilon", Epsilon)
                : null;
    }
}
