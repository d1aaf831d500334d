using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// 1 - (2 Σ p t + s) / (Σ p + Σ t + s) for each sample and channel, with sums over the other axes: the overlap of two areas, from
/// probabilities p and targets t in [0, 1], both [n, channels, ...].
/// </summary>
/// <remarks>
/// Keras: Dice. MONAI: DiceLoss. Milletari, Navab and Ahmadi, "V-Net", 2016, square the terms of the two sums below. For logits, apply
/// <c>Sigmoid()</c> or <c>Softmax(axis: 1)</c> first.
/// </remarks>
/// <param name="Smooth">s: with it, an empty area that was predicted empty has loss 0, and the loss of small areas varies less.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(network >> Conv2d(1, 1) >> Sigmoid(), Dice(), Adam(1e-3));</code></example>
public sealed partial record Dice([NotNegative] double Smooth = 1, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var (common, both) = Areas.Of(prediction, target, nameof(Dice));
        return new(1 - (((2 * common) + Smooth) / (both + Smooth)));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(Dice), TargetRange.Probabilities, columns)];
}
