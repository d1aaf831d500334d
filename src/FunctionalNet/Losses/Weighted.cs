using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// A loss with a weight per sample, the last column of the target: [n, k + 1] instead of [n, k], and [n, 2], label and weight, instead of
/// labels [n]. The mean is Σ weight · loss / Σ weight: a sample of weight 2 is like two samples, one of weight 0 like none, whatever its
/// values are; with all weights 0 the mean is 0.
/// </summary>
/// <remarks>scikit-learn: sample_weight. PyTorch's and Keras's losses divide by the number of samples instead.</remarks>
/// <param name="Inner">The loss, whose reduction it takes.</param>
/// <example><code>var training = Training.Of(model, Weighted(SoftmaxCrossEntropy()), Adam(1e-3)); // targets [n, 2]</code></example>
public sealed partial record Weighted(ReducedLoss Inner) : ReducedLoss(Inner.Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        if (target.Shape.Rank == 0 || target.Shape[^1].Size < 2)
        {
            throw new ShapeException(
                nameof(Weighted),
                $"the target is {target.Shape}",
                "give it one column more than the loss needs, the weights"
            );
        }

        var columns = target.Shape[^1].Size - 1;
        var weights = target.Narrow(-1, columns, 1);

        // Neither prediction nor target of a sample of weight 0 is read: either may be missing, or infinite.
        var isNone = weights.Equal(0);
        var plain = isNone.Where(0, target.Narrow(-1, 0, columns));
        var terms = Inner.Each(Without(isNone, prediction), Column(plain, Inner.Target, nameof(Weighted)));

        // The terms of a sample have fewer axes than the prediction, or those of the target.
        return terms.Weighted(terms.Values.Shape.Rank < target.Shape.Rank ? weights.Squeeze(-1) : weights);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [.. Inner.TargetRules(columns - 1).Select(rule => rule with { Weights = rule.Weights.Add(columns - 1) })];

    private static Expr Without(Expr isNone, Expr prediction)
    {
        var mask = isNone;
        while (mask.Shape.Rank < prediction.Shape.Rank)
        {
            mask = mask.Unsqueeze(-1);
        }

        return mask.Shape.Rank == prediction.Shape.Rank ? mask.Where(0, prediction) : prediction;
    }
}
