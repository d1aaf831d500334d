using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Labels.</content>
public static partial class Ops
{
    /// <summary>
    /// Validated integer labels: from 0 to below <paramref name="classes"/>, and -1 for an ignored one. The shape of
    /// <paramref name="labels"/>, which may be floats or integers.
    /// </summary>
    /// <remarks>
    /// Losses, embeddings and packed inputs use it, so that no executor ever takes another number for a class. ONNX has no errors: a file
    /// passes the labels through, with -1 for the ignored one. CUDA: float, double, int64. Body: x as whole numbers, -1 for the label that
    /// does not count; when it runs, what names no class is an error.
    /// </remarks>
    /// <param name="labels">The labels, [n, ...].</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="ignore">The label to ignore; null for none.</param>
    /// <param name="name">The name of the caller, for the error.</param>
    /// <exception cref="LabelException">At run time: a label names no class and is not the ignored one.</exception>
    /// <example><code>Expr loss = logits.SoftmaxCrossEntropyLoss(y.Labels(classes: 10, ignore: 0));</code></example>
    public static Expr Labels(this Expr labels, int classes, int? ignore = -1, string name = nameof(Labels))
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Looked(labels, new(name, classes, ignore));
    }

    /// <summary>The same by a rule, once: a check that is implied by a stricter one is omitted, and a stricter one replaces it.</summary>
    internal static Expr Looked(Expr labels, LabelRule rule) =>
        labels.Op is not LabelsOp { Rule.Classes: var known } ? new(new LabelsOp(rule), labels)
        : known is null ? Looked(labels.Inputs[0], rule)
        : known <= (rule.Classes ?? known) && rule.Blank is null ? labels
        : new(new LabelsOp(rule), labels);

    /// <summary>Whether an expression checks its operand.</summary>
    internal static bool IsLooked(Expr expr) => expr.Op is LabelsOp;

    /// <summary>The number of classes that an expression checks for; null for any.</summary>
    internal static int? Tokens(Expr looked) => ((LabelsOp)looked.Op).Rule.Classes;

    private sealed record LabelsOp(LabelRule Rule) : Function, IOperator, IChecksInput
    {
        public static string Onnx => "functionalnet.Labels";

        public static IEnumerable<Example> Examples =>
            [
                new("all", x => x[0].Labels(4, null), new Domain(new(9), 0, 3, ElementType.Int64)),
                new("one of them ignored", x => x[0].Labels(4, 2), new Domain(new(2, 9), 0, 3, ElementType.Int64)),
                new("another ignored", x => x[0].Labels(3), new Domain(new(9), -1, 2, ElementType.Int64)),
                new(
                    "of numbers",
                    x => x[0].Cast(ElementType.Float).Labels(3),
                    new Domain(new(9), -1, 2, ElementType.Int64)
                ),
                new("none", x => x[0].Labels(3), new Domain(new(0), 0, 2, ElementType.Int64)),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => $"Labels {Rule.Classes}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            inputs[0].Type.Element is not ElementType.Bool
                ? inputs[0].Type with
                {
                    Element = ElementType.Int64,
                }
                : throw NotWhole(Rule.Name, inputs[0].Type);

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var whole = inputs[0].Cast(ElementType.Int64);
            return Rule.Ignore is { } none and not Label.Ignored
                ? whole.Equal(Integer(none)).Where(Integer(Label.Ignored), whole)
                : whole;
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var labels = inputs[0].Span;
            var looked = output.Span;
            var width = inputs[0].Sizes is [.., var last] ? last : 1;
            for (var i = 0; i < labels.Length; i++)
            {
                looked[i] =
                    Rule.Is(labels[i], out var label) && Rule.MayFollow(label, i % width == 0 ? T.Zero : looked[i - 1])
                        ? label
                        : throw LabelException.Of(Rule, labels[i], i, inputs[0].Sizes);
            }
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [null];

        internal override IEnumerable<Expr> Kinks(Expr y) => [];

        internal override OnnxNode? ToOnnx(Expr y) => null;

        protected override ElementType Operand(int index) => ElementType.Int64;
    }
}
