namespace FunctionalNet;

/// <content>BatchNormalization.</content>
public static partial class Ops
{
    /// <summary>
    /// y = (x - mean) / √(variance + ε) · scale + bias for each channel: x [n, c, ...] and four vectors [c], to the shape of
    /// <paramref name="x"/>.
    /// </summary>
    /// <remarks>
    /// ONNX: BatchNormalization as at inference. The layer <see cref="FunctionalNet.BatchNorm"/> passes the statistics of the batch in
    /// training. Ioffe and Szegedy, "Batch Normalization", 2015. CUDA: float, double. Body: (x - mean) / √(variance + ε) scale + bias.
    /// </remarks>
    /// <param name="x">[n, c, ...].</param>
    /// <param name="scale">[c]; the factor of each channel.</param>
    /// <param name="bias">[c]; the addend of each channel.</param>
    /// <param name="mean">[c]; the mean of each channel.</param>
    /// <param name="variance">[c], at least 0; the variance of each channel.</param>
    /// <param name="epsilon">Added to the variance before the square root.</param>
    /// <exception cref="ShapeException">There is no channel axis, or a vector is not [c].</exception>
    /// <example><code>Expr y = images.BatchNormalization(weight, bias, zeros, ones);</code></example>
    public static Expr BatchNormalization(
        this Expr x,
        Expr scale,
        Expr bias,
        Expr mean,
        Expr variance,
        double epsilon = 1e-5
    ) => new(new BatchNormalizationOp(epsilon), x, scale, bias, mean, variance);

    private sealed record BatchNormalizationOp(double Epsilon) : Function, IOperator
    {
        public static string Onnx => "BatchNormalization";

        public static WeightUse TrainableOperands => WeightUse.At(1, 2);

        public static IEnumerable<Example> Examples =>
            [
                new("images", x => x[0].BatchNormalization(x[1], x[2], x[3], x[4]), Domains(new(3, 4, 2, 5))),
                new("rows", x => x[0].BatchNormalization(x[1], x[2], x[3], x[4], 0.0078125), Domains(new(5, 4))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) =>
            !node.Flag("training_mode", false)
                ? node[0].BatchNormalization(node[1], node[2], node[3], node[4], node.Real("epsilon", 1e-5))
                : throw new FormatException("BatchNormalization is supported as at inference, not in training mode.");

        public override string ToString() => Name;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => Channelwise(Name, inputs);

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0];
            var slope = inputs[1] * (inputs[4] + Epsilon).Sqrt().Reciprocal();
            return ((x - OverChannels(inputs[3], x)) * OverChannels(slope, x)) + OverChannels(inputs[2], x);
        }

        internal override OnnxNode? ToOnnx(Expr y) => base.ToOnnx(y)!.With("epsilon", Epsilon);

        private static System.Collections.Immutable.ImmutableArray<Domain> Domains(Shape x) =>
            [
                new(x),
                new(new(4)),
                new(new(4)),
                new(new(4)),
                new(new(4), 0, 3) { Outside = "NaN where the variance and epsilon are below 0." },
            ];
    }
}
