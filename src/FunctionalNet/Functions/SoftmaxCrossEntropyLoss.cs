using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>SoftmaxCrossEntropyLoss.</content>
public static partial class Ops
{
    /// <summary>
    /// -ln softmax(scores)[label] for each sample: scores [..., classes] and int64 labels [...] to a loss of the shape of the labels. The
    /// label -1 is ignored: its loss and gradient are 0.
    /// </summary>
    /// <remarks>
    /// ONNX: its body, since SoftmaxCrossEntropyLoss fails on labels outside of the classes. Pass another label to ignore to
    /// <see cref="Labels(Expr, int, int?, string)"/>. CUDA: float, double. Body: -Σ LogSoftmax(x) hot(label).
    /// </remarks>
    /// <exception cref="ShapeException">The labels are not integers or not one per row of scores.</exception>
    /// <exception cref="LabelException">At run time: a label names no class.</exception>
    /// <example><code>Expr loss = logits.SoftmaxCrossEntropyLoss(labels).ReduceMean();</code></example>
    public static Expr SoftmaxCrossEntropyLoss(this Expr scores, Expr labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        var op = new CrossEntropyOp();
        op.Infer([scores, labels]);
        return new(op, scores, labels.Labels(scores.Shape[^1].Size, name: op.Name));
    }

    /// <summary>The same for labels that are validated already, or from a file, where labels that name no class are ignored.</summary>
    internal static Expr CrossEntropy(Expr scores, Expr labels) => new(new CrossEntropyOp(), scores, labels);

    /// <summary>Selects the score of the label. Other scores have no effect, even if they are infinite.</summary>
    internal static Expr IsLabel(Expr scores, Expr labels) =>
        labels.Unsqueeze(-1).Equal(Integers([.. Enumerable.Range(0, scores.Shape[^1].Size)]));

    private static ImmutableArray<Domain> LabelledScores(int rows, int classes, params ReadOnlySpan<Domain> more) =>
        [new(new(rows, classes), -4, 4), new(new(rows), 0, classes - 1, ElementType.Int64), .. more];

    private sealed record CrossEntropyOp : Function, IOperator
    {
        public static string Onnx => "SoftmaxCrossEntropyLoss";

        public static IEnumerable<Example> Examples =>
            [
                new("ten classes", x => CrossEntropy(x[0], x[1]), LabelledScores(6, 10)),
                new("many classes", x => CrossEntropy(x[0], x[1]), LabelledScores(3, 600)),
                new("extreme", x => CrossEntropy(x[0] * 500, x[1]), LabelledScores(5, 4)),
                new(
                    "ignored",
                    x => CrossEntropy(x[0], x[1]),
                    new Domain(new(9, 3), -4, 4),
                    new Domain(new(9), -1, 2, ElementType.Int64)
                ),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node)
        {
            var (scores, labels) = (node[0], node[1]);
            if (node.Optional(2) is not null || scores.Shape.Rank != 2)
            {
                throw new FormatException("SoftmaxCrossEntropyLoss is supported on [n, classes], without weights.");
            }

            var ignores = node.Attributes.ContainsKey("ignore_index");
            var ignored = Integer(node.Int32("ignore_index", -1));

            // A negative label is out of range, and thus ignored anyway.
            var loss = CrossEntropy(
                scores,
                node.Int("ignore_index", -1) < 0 ? labels : labels.Equal(ignored).Where(Integer(-1), labels)
            );
            return node.OneOf("reduction", "mean", "sum", "none") switch
            {
                "none" => loss,
                "sum" => loss.ReduceSum(),
                _ when ignores => loss.ReduceSum() / labels.Equal(ignored).Not().Cast(ElementType.Float).ReduceSum(),
                _ => loss.ReduceMean(),
            };
        }

        public override string ToString() => Name;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var (scores, labels) = (inputs[0].Type, inputs[1].Type);
            return
                scores.Shape.Rank > 0
                && scores.Element == ElementType.Float
                && labels == new TensorType(scores.Shape[..^1], ElementType.Int64)
                ? new(labels.Shape)
                : throw new ShapeException(
                    Name,
                    $"the scores are {scores}, the labels {labels}",
                    "give one whole number for each row of scores: Int64 of the shape of the scores without their last axis"
                );
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
            -IsLabel(inputs[0], inputs[1]).Where(inputs[0].LogSoftmax(), 0).ReduceSum([-1]);

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new Rows<T>(inputs[0], inputs[1], output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
            [new Expr(new SoftmaxCrossEntropyLossGradOp(), y.Inputs[0], y.Inputs[1], dy), null];

        // ONNX's operator ignores one label that is an attribute, and fails on all others that are out of range.
        internal override OnnxNode? ToOnnx(Expr y) => null;

        protected override ElementType Operand(int index) => index == 1 ? ElementType.Int64 : ElementType.Float;

        private sealed class Rows<T>(Buffer<T> scores, Buffer<T> labels, Buffer<T> loss, Team team)
            : RowKernel(loss.Length, scores.Sizes[^1], team)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            protected override void Row(int row)
            {
                var size = scores.Sizes[^1];
                var x = scores.Span.Slice(row * size, size);
                var label = Label.Of(labels.Span[row], size, null);
                var (largest, above) = SoftmaxRow.LogSumExp<T>(x);
                loss.Span[row] = label >= 0 ? above - (x[label] - largest) : T.Zero;
            }
        }
    }

    /// <summary>The cotangent of the scores: (softmax(scores) - one-hot(label)) dy, in one pass.</summary>
    /// <remarks>CUDA: float, double. Body: (Softmax(x) - hot(label)) dy.</remarks>
    private sealed record SoftmaxCrossEntropyLossGradOp : Function, IOperator, IFusedWithForward
    {
        public static string Onnx => "functionalnet.SoftmaxCrossEntropyLossGrad";

        public static IEnumerable<Example> Examples =>
            [
                new(
                    "ten classes",
                    x => new(new SoftmaxCrossEntropyLossGradOp(), x),
                    LabelledScores(6, 10, new Domain(new(6)))
                ),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            new(new SoftmaxCrossEntropyLossGradOp(), node[0], node[1], node[2]);

        public bool Gives(Expr y, Expr other) =>
            other.Op is CrossEntropyOp && other.Inputs[0] == y.Inputs[0] && other.Inputs[1] == y.Inputs[1];

        public Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Buffer<T> other, Team team)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            new Rows<T>(inputs[0], inputs[1], inputs[2], output, other, team);

        public override string ToString() => "SoftmaxCrossEntropyLossGrad";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            new CrossEntropyOp().Infer(inputs[..2]) == inputs[2].Type
                ? inputs[0].Type
                : throw new ShapeException(Name, $"the cotangent is {inputs[2].Type}", "give one for each label");

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var hot = IsLabel(inputs[0], inputs[1]).Cast(ElementType.Float);
            return (hot.ReduceSum([-1], keepDims: true) > 0).Where(
                (inputs[0].Softmax() - hot) * inputs[2].Unsqueeze(-1),
                0
            );
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new Rows<T>(inputs[0], inputs[1], inputs[2], output, null, team);

        internal override OnnxNode? ToOnnx(Expr y) => null;

        protected override ElementType Operand(int index) => index == 1 ? ElementType.Int64 : ElementType.Float;

        private sealed class Rows<T>(
            Buffer<T> scores,
            Buffer<T> labels,
            Buffer<T> flow,
            Buffer<T> output,
            Buffer<T>? loss,
            Team team
        ) : RowKernel(labels.Length, scores.Sizes[^1], team)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            protected override void Row(int row)
            {
                var size = scores.Sizes[^1];
                var x = scores.Span.Slice(row * size, size);
                var dx = output.Span.Slice(row * size, size);
                var label = Label.Of(labels.Span[row], size, null);
                if (label < 0)
                {
                    dx.Clear();
                    loss?.Span[row] = T.Zero;
                    return;
                }

                var (largest, sum) = SoftmaxRow.Softmax<T>(x, dx);
                loss?.Span[row] = T.Log(sum) - (x[label] - largest);
                dx[label] -= T.One;
                TensorPrimitives.Multiply<T>(dx, flow.Span[row], dx);
            }
        }
    }
}
