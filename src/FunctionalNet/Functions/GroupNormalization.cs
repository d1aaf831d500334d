namespace FunctionalNet;

/// <content>GroupNormalization.</content>
public static partial class Ops
{
    /// <summary>
    /// y = (x - mean) / √(variance + ε) · scale + bias, with mean and variance over each group of channels of each sample: x
    /// [n, c, ...], scale and bias [c], to the shape of <paramref name="x"/>.
    /// </summary>
    /// <remarks>
    /// ONNX: its body, for ONNX Runtime computes the operator in float32 whatever the number type. Wu and He, "Group Normalization", 2018.
    /// CUDA: float, double. Body: Reshape, LayerNormalization, Reshape, scale, bias.
    /// </remarks>
    /// <param name="x">[n, c, ...]; all axes but the first are known.</param>
    /// <param name="scale">[c]; the factor of each channel.</param>
    /// <param name="bias">[c]; the addend of each channel.</param>
    /// <param name="groups">The number of groups, which divides c.</param>
    /// <param name="epsilon">Added to the variance before the square root.</param>
    /// <exception cref="ShapeException">There is no channel axis, the groups do not divide it, or scale or bias are not [c].</exception>
    /// <example><code>Expr y = images.GroupNormalization(weight, bias, groups: 4);</code></example>
    public static Expr GroupNormalization(this Expr x, Expr scale, Expr bias, int groups, double epsilon = 1e-5) =>
        new(new GroupNormalizationOp(groups, epsilon), x, scale, bias);

    /// <summary>The shape rule of normalization by channels: x [n, c, ...] and vectors [c].</summary>
    private static TensorType Channelwise(string rule, ReadOnlySpan<Expr> inputs)
    {
        foreach (var input in inputs)
        {
            input.Require(ElementType.Float, rule);
        }

        var x = inputs[0];
        if (x.Shape.Rank < 2)
        {
            throw new ShapeException(rule, $"{x.Shape} has no axis of channels", "give [samples, channels, ...]");
        }

        foreach (var input in inputs[1..])
        {
            if (input.Shape != x.Shape[1..2])
            {
                throw new ShapeException(
                    rule,
                    $"a vector is {input.Shape}, but {x.Shape} has {x.Shape[1]} channels",
                    $"give it the shape {x.Shape[1..2]}"
                );
            }
        }

        return x.Type;
    }

    /// <summary>A channel vector in a shape that broadcasts with x: [c] to [c, 1, ...].</summary>
    private static Expr OverChannels(Expr vector, Expr x) =>
        vector.Reshape([0, .. Enumerable.Repeat(1, x.Shape.Rank - 2)]);

    private sealed record GroupNormalizationOp(int Groups, double Epsilon) : Function, IOperator
    {
        public static string Onnx => "GroupNormalization";

        public static WeightUse TrainableOperands => WeightUse.At(1, 2);

        public static IEnumerable<Example> Examples =>
            [
                new(
                    "images",
                    x => x[0].GroupNormalization(x[1], x[2], 2),
                    new Domain(new(3, 4, 2, 5)),
                    new Domain(new(4)),
                    new Domain(new(4))
                ),
                new(
                    "one group",
                    x => x[0].GroupNormalization(x[1], x[2], 1, 0.01),
                    new Domain(new(2, 6)),
                    new Domain(new(6)),
                    new Domain(new(6))
                ),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) =>
            node[0].GroupNormalization(node[1], node[2], node.Int32("num_groups", 1), node.Real("epsilon", 1e-5));

        public override string ToString() => $"{Name} of {Groups} groups";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var type = Channelwise(Name, inputs);
            return Groups > 0 && type.Shape[1].Size % Groups == 0
                ? type
                : throw new ShapeException(
                    Name,
                    $"{type.Shape[1]} channels are not {Groups} groups of the same size",
                    "give a number of groups that divides the channels"
                );
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0];
            var size = x.Shape[1..].Size / Groups;
            var rows = x.Reshape(x.Shape[..1].Append(new Shape(Groups, size)));
            var normal = rows.LayerNormalization(epsilon: Epsilon).Reshape(x.Shape);
            return (normal * OverChannels(inputs[1], x)) + OverChannels(inputs[2], x);
        }

        internal override OnnxNode? ToOnnx(Expr y) => null;
    }
}
