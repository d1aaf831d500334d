using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// u = sign(β₁ m + (1 - β₁) g), then m = β₂ m + (1 - β₂) g, elementwise: steps of constant size in the direction of the momentum's sign.
/// </summary>
/// <remarks>Optax: scale_by_lion. Not in PyTorch. Chen and others, "Symbolic Discovery of Optimization Algorithms", 2023.</remarks>
/// <param name="Beta1">β₁, the weight of the mean gradient in the sign.</param>
/// <param name="Beta2">β₂, the decay of the mean gradient.</param>
/// <example><code>Transform lion = ScaleByLion() >> ScaleByLearningRate(1e-4);</code></example>
public sealed partial record ScaleByLion([BelowOne] double Beta1 = 0.9, [BelowOne] double Beta2 = 0.99) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates);
        return
        [
            .. updates.Select(update =>
            {
                var (g, m) = (update.Value, update.Slot(scope, "m"));
                scope.Fade(m, m.Decayed(Beta2, (1 - Beta2) * g));
                return update.With(m.Decayed(Beta1, (1 - Beta1) * g).Sign());
            }),
        ];
    }
}
