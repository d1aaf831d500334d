using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>A loss under a name, which identifies it in the history of a fit if it is added to others: <see cref="Epoch.Parts"/>.</summary>
/// <remarks><see cref="Loss.As"/> is the same. Names nested in names are not reported.</remarks>
/// <param name="Name">The name.</param>
/// <param name="Inner">The loss.</param>
/// <example><code>Loss loss = NamedLoss("overlap", Dice()) + 0.5 * NamedLoss("places", BinaryCrossEntropyOfProbabilities());</code></example>
public sealed partial record NamedLoss(string Name, Loss Inner) : Loss
{
    /// <inheritdoc/>
    protected internal override ElementType Target => Inner.Target;

    /// <inheritdoc/>
    internal override IEnumerable<string?> PartNames => Inner.PartNames.Select(_ => Name);

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) => Inner.TargetRules(columns);

    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target) => Inner.Apply(prediction, target);

    /// <inheritdoc/>
    public override Expr Objective(Expr prediction, Expr target, IReadOnlyList<Expr> parameters) =>
        Inner.Objective(prediction, target, parameters);

    /// <inheritdoc/>
    public override IReadOnlyList<Portion> Portions(Expr prediction, Expr target) => Inner.Portions(prediction, target);
}
