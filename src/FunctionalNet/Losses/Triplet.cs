namespace FunctionalNet;

/// <summary>
/// max(0, ‖a - p‖ - ‖a - n‖ + margin) for each sample, from [..., 3, k]: an anchor a, a positive p that is to lie near it, and a
/// negative n that is to lie farther away. What is learned is in the inputs; the target, one number a sample, plays no part.
/// </summary>
/// <remarks>
/// PyTorch: TripletMarginLoss, with its 10⁻⁶ added to each difference, so that the slope is finite where two points are the same.
/// Schroff, Kalenichenko and Philbin, "FaceNet", 2015, take squared distances.
/// </remarks>
/// <param name="Margin">By how much the negative should lie farther away.</param>
/// <param name="Reduction">What it makes of the terms.</param>
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

        var anchor = prediction.Slice(-2, 0, 1);
        return new(
            (
                Distance(anchor, prediction.Slice(-2, 1, 1)) - Distance(anchor, prediction.Slice(-2, 2, 1)) + Margin
            ).Relu()
        );
    }

    private static Expr Distance(Expr x, Expr y)
    {
        // Its norm has a slope also where it is 0.
        return (x - y + Epsilon).ReduceL2([-2, -1]);
    }
}
