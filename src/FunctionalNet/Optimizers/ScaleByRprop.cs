using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Each weight has its own step size Δ: if the sign of its gradient is unchanged, Δ = min(η₊ Δ, largest) and u = sign(g) Δ; if it changes,
/// Δ = max(η₋ Δ, smallest) and u = 0, as if the gradient were 0.
/// </summary>
/// <remarks>
/// PyTorch: Rprop. Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm", 1993; this is
/// Rprop⁻ with the pause of iRprop⁻. For full batches: noise changes signs.
/// </remarks>
/// <param name="First">The initial step size.</param>
/// <param name="Shrink">η₋, the factor when the sign changes.</param>
/// <param name="Grow">η₊, the factor when it does not.</param>
/// <param name="Smallest">The smallest step size.</param>
/// <param name="Largest">The largest step size.</param>
/// <example><code>Transform rprop = ScaleByRprop(0.01) >> Scale(-1);</code></example>
public sealed partial record ScaleByRprop(
    [Positive] double First = 0.01,
    [BelowOne] double Shrink = 0.5,
    [Positive] double Grow = 1.2,
    [NotNegative] double Smallest = 1e-6,
    [Limit] double Largest = 50
) : Transform
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
                var last = update.Slot(scope, "last");
                var size = update.Slot(scope, "size", new Full(First));
                var sign = update.Value.Sign();
                var agreement = sign * last;
                var factor = (agreement < 0).Where(Shrink, (agreement > 0).Where(Grow, 1));
                var next = (size * factor).Max(Smallest).Min(Largest);
                var kept = (agreement < 0).Where(0, sign);

                // Only the sign of the last gradient is stored; a product of two small gradients would underflow.
                scope.Next(last, kept);
                scope.Next(size, next);
                return update.With(kept * next);
            }),
        ];
    }
}
