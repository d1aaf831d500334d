using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>-t ln p - (1 - t) ln(1 - p) for each element, from probabilities p and targets t in [0, 1] of one shape.</summary>
/// <remarks>
/// PyTorch: BCELoss, which clamps logarithms at -100; here they are clamped at the logarithm of the smallest normal float32, -87.3, with
/// gradient 0 below. Training and evaluation refuse targets outside of [0, 1],
/// with their sample. <see cref="BinaryCrossEntropy"/> of logits is exact everywhere.
/// </remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(Dense(1) >> Sigmoid(), BinaryCrossEntropyOfProbabilities(), Adam(1e-3));</code></example>
public sealed partial record BinaryCrossEntropyOfProbabilities(Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    // The smallest normal float32: some engines flush smaller numbers to 0, whose logarithm is infinite.
    private const double Min = 1.17549435082228750797e-38;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new(-((target * Logarithm(prediction)) + ((1 - target) * Logarithm(1 - prediction))));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(BinaryCrossEntropyOfProbabilities), TargetRange.Probabilities, columns)];

    private static Expr Logarithm(Expr p) => p.Max(Min).Log();
}
