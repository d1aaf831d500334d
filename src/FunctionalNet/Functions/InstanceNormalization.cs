namespace FunctionalNet;

/// <content>InstanceNormalization.</content>
public static partial class Ops
{
    /// <summary>
    /// y = (x - mean) / √(variance + ε) · scale + bias, with mean and variance over each channel of each sample: x [n, c, ...],
    /// scale and bias [c], to the shape of <paramref name="x"/>.
    /// </summary>
    /// <remarks>
    /// ONNX: InstanceNormalization. Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016. CUDA: float. Body: Reshape,
    /// LayerNormalization, Reshape, scale, bias.
    /// </remarks>
    /// <param name="x">[n, c, ...]; all axes but the first are known.</param>
    /// <param name="scale">[c]; the factor of each channel.</param>
    /// <param name="bias">[c]; the addend of each channel.</param>
    /// <param name="epsilon">Added to the variance before the square root.</param>
    /// <exception cref="ShapeException">There are no axes after the channels, or scale or bias are not [c].</exception>
    /// <example><code>Expr y = images.InstanceNormalization(weight, bias);</code></example>
    public static Expr InstanceNormalization(this Expr x, Expr scale, Expr bias, double epsilon = 1e-5) =>
        new(new InstanceNormalizationOp(epsilon), x, scale, bias);

    private sealed record InstanceNormalizationOp(double Epsilon) : Function, IOperator
    {
        public static string Onnx => "InstanceNormalization";

        public static WeightUse TrainableOperands => WeightUse.At(1, 2);

        public static IEnumerable<Example> Examples =>
            [
                new(
                    "images",
                    x => x[0].InstanceNormalization(x[1], x[2]),
                    new Domain(new(3, 4, 2, 5)),
                    new Domain(new(4)),
                    new Domain(new(4))
                ),
                new(
                    "signals",
                    x => x[0].InstanceNormalization(x[1], x[2], 0.01),
                    new Domain(new(2, 3, 7)),
                    new Domain(new(3)),
                    new Domain(new(3))
                ),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) =>
            node[0].InstanceNormalization(node[1], node[2], node.Real("epsilon", 1e-5));

        public override string ToString() => Name;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var type = Channelwise(Name, inputs);
            return type.Shape.Rank > 2
                ? type
                : throw new ShapeException(
                    Name,
                    $"{type.Shape} has one number for each channel, which would become 0",
                    "give [samples, channels, places, ...]"
                );
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0];
            var rows = x.Reshape(x.Shape[..2].Append(new Shape(x.Shape[2..].Size)));
            var normal = rows.LayerNormalization(epsilon: Epsilon).Reshape(x.Shape);
            return (normal * OverChannels(inputs[1], x)) + OverChannels(inputs[2], x);
        }

        internal override OnnxNode? ToOnnx(Expr y) => base.ToOnnx(y)!.With("epsilon", Epsilon);
    }
}
