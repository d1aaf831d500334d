namespace FunctionalNet;

/// <summary>
/// 1 - (2 Σ p t + s) / (Σ p + Σ t + s) for each sample and channel, with sums over the places: the overlap of two areas, from probabilities p and
/// targets t in [0, 1], both [n, channels, places, ...].
/// </summary>
/// <remarks>Keras: Dice. MONAI: DiceLoss. Milletari, Navab and Ahmadi, "V-Net", 2016, square the two sums below. For logits put <c>Sigmoid()</c> or <c>Softmax(axis: 1)</c> before it.</remarks>
/// <param name="Smooth">s, which makes an empty area that was found empty right, and keeps small areas from swaying.</param>
/// <param name="Reduction">What it makes of the terms.</param>
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
}
