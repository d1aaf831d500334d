using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The result of <c>loss + penalty</c>: in a training step the sum of both, elsewhere the loss.</summary>
/// <param name="Inner">The loss.</param>
/// <param name="Penalty">The term of the parameters.</param>
public sealed partial record PenalizedLoss(Loss Inner, Penalty Penalty) : Loss
{
    /// <inheritdoc/>
    protected internal override ElementType Target => Inner.Target;

    /// <inheritdoc/>
    internal override IEnumerable<string?> PartNames => Inner.PartNames;

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) => Inner.TargetRules(columns);

    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target) => Inner.Apply(prediction, target);

    /// <inheritdoc/>
    public override Expr Objective(Expr prediction, Expr target, IReadOnlyList<Expr> parameters) =>
        Inner.Objective(prediction, target, parameters) + Penalty.Over(parameters);

    /// <inheritdoc/>
    public override IReadOnlyList<Portion> Portions(Expr prediction, Expr target) => Inner.Portions(prediction, target);

    /// <inheritdoc/>
    protected override string Describe() => $"{Inner} + {Penalty}";
}
