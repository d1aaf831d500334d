using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>max(0, margin - t x)² for each element, from scores x and targets t of -1 or 1, of one shape.</summary>
/// <remarks>Keras: SquaredHinge. scikit-learn: squared_hinge. Unlike <see cref="Hinge"/> it is differentiable.</remarks>
/// <param name="Margin">The value of t x from which on the loss is 0.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(Dense(1), SquaredHinge(), Sgd(0.01));</code></example>
public sealed partial record SquaredHinge([Finite] double Margin = 1, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var lacking = (Margin - (target * prediction)).Relu();
        return new(lacking * lacking);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(SquaredHinge), TargetRange.Signs, columns)];
}
