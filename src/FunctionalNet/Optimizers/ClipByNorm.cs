using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Each gradient whose norm exceeds the limit is scaled down to it: u = g · min(1, limit / ‖g‖), for each parameter alone.</summary>
/// <remarks>Optax: per-parameter clipping. Keras: clipnorm. <see cref="ClipByGlobalNorm"/> takes all parameters together, which keeps the direction.</remarks>
/// <param name="Limit">The largest norm that stays; infinity for none.</param>
/// <param name="Norm">What the norm is.</param>
/// <example><code>Transform chain = ClipByNorm(1) >> Sgd(0.1);</code></example>
public sealed partial record ClipByNorm([Limit] double Limit, VectorNorm Norm = VectorNorm.L2) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [.. updates.Select(update => update.With(update.Value * update.Value.Length(Norm).ShareWithin(Limit)))];
}
