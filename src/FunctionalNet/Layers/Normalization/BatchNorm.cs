namespace FunctionalNet;

/// <summary>
/// [batch, channels, ...] normalized by channel, then scaled and shifted: by mean and variance of the batch while training, by
/// their running averages at inference; the shape of the input.
/// </summary>
/// <remarks>
/// Parameters: <c>scale</c> and <c>bias</c> [channels], if enabled. Slots: <c>mean</c> and <c>variance</c> [channels], which start at 0 and
/// 1. As in PyTorch, the batch is normalized by the variance divided by n, and the running variance is updated with the one divided by n -
/// 1; a batch with one value per channel, which PyTorch rejects, leaves the running variance unchanged. ONNX: BatchNormalization. Ioffe and
/// Szegedy, "Batch Normalization", 2015.
/// </remarks>
/// <param name="Momentum">The weight of the batch in the running averages: average += momentum · (batch - average). In Keras momentum is 1
/// minus this.</param>
/// <param name="Epsilon">The constant added to the variance under the root.</param>
/// <param name="Scale">Whether to multiply by a scale, initially 1.</param>
/// <param name="Bias">Whether to add a bias, initially 0.</param>
/// <example><code>Layer model = Dense(64) >> BatchNorm() >> Relu() >> Dense(10);</code></example>
public sealed partial record BatchNorm(
    [Share] double Momentum = 0.1,
    [NotNegative] double Epsilon = 1e-5,
    bool Scale = true,
    bool Bias = true
) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        var (scale, bias) = ScaleAndBias(nameof(BatchNorm), scope, x, Scale, Bias);
        var (mean, variance) = (
            scope.Slot("mean", x.Shape[1..2], new Zeros()),
            scope.Slot("variance", x.Shape[1..2], new Ones())
        );
        if (!scope.IsTraining)
        {
            return x.BatchNormalization(scale, bias, mean, variance, Epsilon);
        }

        var (batchMean, batchVariance) = Statistics(scope, x);
        var count = x.Shape.With(1, 1);
        var known = count.IsKnown ? scope.BatchCount(count.Size) : 0;
        var unbiased = count.IsKnown
            ? (double)known / Math.Max(1, known - 1)
            : count.Count() / (count.Count() - 1).Max(1);
        scope.Next(mean, mean + (Momentum * (batchMean - mean)));

        // One value has no unbiased variance: the running one is kept.
        if (!count.IsKnown || known > 1)
        {
            var toward = (batchVariance * unbiased) - variance;
            var change = count.IsKnown ? toward : (count.Count() > 1).Where(toward, 0);
            scope.Next(variance, variance + (Momentum * change));
        }

        return x.BatchNormalization(scale, bias, batchMean, batchVariance, Epsilon);
    }

    /// <summary>Scale and bias of a layer that normalizes by channel; the constants 1 and 0 for disabled ones.</summary>
    internal static (Expr Scale, Expr Bias) ScaleAndBias(string rule, Scope scope, Expr x, bool hasScale, bool hasBias)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank < 2)
        {
            throw new ShapeException(rule, $"{x.Shape} has no axis of channels", "give [batch, channels, ...]");
        }

        return (
            hasScale ? scope.Parameter("scale", x.Shape[1..2], new Ones()) : Ops.Constant(1).Expand(x.Shape[1..2]),
            hasBias ? scope.Parameter("bias", x.Shape[1..2], new Zeros()) : Ops.Constant(0).Expand(x.Shape[1..2])
        );
    }

    private static (Expr Mean, Expr Variance) Statistics(Scope scope, Expr x)
    {
        var mean = OverAllButChannels(scope, x);
        var centered = x - mean.Reshape([0, .. Enumerable.Repeat(1, x.Shape.Rank - 2)]);
        return (mean, OverAllButChannels(scope, centered * centered));
    }

    // First over the contiguous elements of a channel, then over the samples.
    private static Expr OverAllButChannels(Scope scope, Expr x) =>
        scope.BatchMean(x.Shape.Rank == 2 ? x : x.Flatten(2).ReduceMean([2]));
}
