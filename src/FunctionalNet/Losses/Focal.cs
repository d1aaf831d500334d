using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// α_t (1 - p_t)^γ (-ln p_t) for each element, from logits x and targets t of 0 or 1, of one shape: p_t is σ(x) for t = 1 and 1 - σ(x) for
/// t = 0, α_t is α or 1 - α. Elements that are classified well have small weights.
/// </summary>
/// <remarks>Torchvision: sigmoid_focal_loss. Lin, Goyal, Girshick, He and Dollár, "Focal Loss for Dense Object Detection", 2017.</remarks>
/// <param name="Gamma">γ, how fast the weight of well-classified elements decreases: 0, or at least 1.</param>
/// <param name="Alpha">α, the weight of targets 1, from 0 to 1.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(model, Focal(), Adam(1e-3));</code></example>
public sealed partial record Focal(double Gamma = 2, [Share] double Alpha = 0.25, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <summary>Gets γ, how fast the weight of well-classified elements decreases: 0, or at least 1.</summary>
    public double Gamma
    {
        get;
        init => field = Exponent(value);
    } = Exponent(Gamma);

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);

        // Beyond this bound sigmoids are 0 or 1, in float64 too, and the gradient would be 0 · ∞.
        var score = prediction.Max(-1000).Min(1000);
        var wrong = (target * (-score).Sigmoid()) + ((1 - target) * score.Sigmoid());
        var balance = (Alpha * target) + ((1 - Alpha) * (1 - target));
        var weight = balance * wrong.Pow(Gamma);

        // A term with weight 0 is 0, even if it is infinite.
        var entropy = weight.Equal(0).Where(0, BinaryCrossEntropy.Of(prediction, target));
        return new(weight * entropy);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(Focal), TargetRange.Probabilities, columns)];

    private static double Exponent(double gamma) =>
        gamma is 0 or >= 1 ? gamma : throw Ranges.Outside(nameof(Gamma), gamma, "must be 0 or at least 1");
}
