using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Each gradient whose norm exceeds the limit is scaled down to it: u = g · min(1, limit / ‖g‖), per parameter.</summary>
/// <remarks>
/// Optax: per-parameter clipping. Keras: clipnorm. <see cref="ClipByGlobalNorm"/> treats all parameters together, which preserves the
/// direction.
/// </remarks>
/// <param name="Limit">The largest allowed norm; infinity for no limit.</param>
/// <param name="Norm">Which norm.</param>
/// <example><code>Transform chain = ClipByNorm(1) >> Sgd(0.1);</code></example>
public sealed partial record ClipByNorm([Limit] double Limit, VectorNorm Norm = VectorNorm.L2) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [.. updates.Select(update => update.With(update.Value * update.Value.Length(Norm).ShareWithin(Limit)))];
}
