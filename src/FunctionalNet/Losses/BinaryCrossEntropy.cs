using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// -t ln σ(x) - (1 - t) ln(1 - σ(x)) for each element, from logits x and targets t in [0, 1] of one shape. Computed as softplus(x) - x t,
/// which is stable at any logit, including infinite ones.
/// </summary>
/// <remarks>
/// PyTorch: BCEWithLogitsLoss, with its pos_weight: with a weight w the first term is -w t ln σ(x), and the mean is over all elements. PyTorch
/// takes any target; here training and evaluation refuse one outside of [0, 1], with its sample, since such a loss has no lower bound.
/// </remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <param name="PositiveWeights">The weight of positives, one number or one per index of the last axis, such as negatives / positives; 1 if
/// absent.</param>
/// <example><code>var training = Training.Of(Dense(1), BinaryCrossEntropy(positiveWeights: new ClassWeights(9)), Adam(1e-3)); // a tenth is positive</code></example>
public sealed partial record BinaryCrossEntropy(
    Reduction Reduction = Reduction.Mean,
    ClassWeights? PositiveWeights = null
) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        if (PositiveWeights is null)
        {
            return new(Of(prediction, target));
        }

        var weights =
            PositiveWeights.Values.Length == 1
                ? PositiveWeights.Values[0]
                : PositiveWeights.Over(prediction, nameof(BinaryCrossEntropy));
        return new(Share(weights * target, (-prediction).Softplus()) + Share(1 - target, prediction.Softplus()));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(BinaryCrossEntropy), TargetRange.Probabilities, columns)];

    // A term with share 0 is 0, even if it is infinite.
    private static Expr Share(Expr share, Expr term) => share.Equal(0).Where(0, share * term);

    /// <summary>softplus(x) - x t; for infinite x, where that is ∞ - ∞, the derivative times x, and 0 if the derivative is 0.</summary>
    internal static Expr Of(Expr x, Expr t)
    {
        var slope = (x > 0).Where(1 - t, -t);
        var isInfinite = x.Abs().Equal(double.PositiveInfinity);
        return isInfinite.Where(slope.Equal(0).Where(0, slope * x), x.Softplus() - (x * t));
    }
}
