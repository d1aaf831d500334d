using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>max(0, margin - t x) for each element, from scores x and targets t of -1 or 1, of one shape.</summary>
/// <remarks>
/// Keras: Hinge, which also takes 0 for -1; here training and evaluation refuse it, with its sample. PyTorch's HingeEmbeddingLoss is a
/// different loss. Cortes and Vapnik, "Support-Vector Networks", 1995.
/// </remarks>
/// <param name="Margin">The value of t x from which on the loss is 0.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(Dense(1), Hinge(), Sgd(0.01));</code></example>
public sealed partial record Hinge([Finite] double Margin = 1, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new((Margin - (target * prediction)).Relu());
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(Hinge), TargetRange.Signs, columns)];
}
