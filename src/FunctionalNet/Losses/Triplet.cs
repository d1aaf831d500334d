namespace FunctionalNet;

/// <summary>
/// max(0, ‖a - p‖ - ‖a - n‖ + margin) for each sample, from [..., 3, k]: an anchor a, a positive p that should be close to it, and a
/// negative n that should be farther away. The target, one number per sample, is ignored.
/// </summary>
/// <remarks>
/// PyTorch: TripletMarginLoss, which also adds 10⁻⁶ to each difference, so that the gradient is finite for equal points. Schroff,
/// Kalenichenko and Philbin, "FaceNet", 2015, use squared distances.
/// </remarks>
/// <param name="Margin">By how much the negative should be farther away than the positive.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(Dense(16), Triplet(0.2), Adam(1e-3)); // inputs [n, 3, 64]</code></example>
public sealed partial record Triplet([Finite] double Margin = 1, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    private const double Epsilon = 1e-6;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        if (prediction.Shape.Rank < 2 || prediction.Shape[^2] != 3)
        {
            throw new ShapeException(
                nameof(Triplet),
                $"the prediction is {prediction.Shape}",
                "give an anchor, a positive and a negative for each sample: [..., 3, k]"
            );
        }

        var anchor = prediction.Narrow(-2, 0, 1);
        return new(
            (
                Distance(anchor, prediction.Narrow(-2, 1, 1)) - Distance(anchor, prediction.Narrow(-2, 2, 1)) + Margin
            ).Relu()
        );
    }

    private static Expr Distance(Expr x, Expr y)
    {
        // This norm has a gradient at 0.
        return (x - y + Epsilon).ReduceL2([-2, -1]);
    }
}
