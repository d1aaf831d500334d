using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Each update whose root mean square exceeds the limit is scaled down to it: u = g / max(1, rms(g) / limit), per parameter.
/// </summary>
/// <remarks>Optax: clip_by_block_rms. Shazeer and Stern, "Adafactor", 2018, section 6. Unlike a norm it does not grow with the number of weights.</remarks>
/// <param name="Limit">The largest allowed root mean square; infinity for no limit.</param>
/// <example><code>Transform chain = Adam(1e-3) >> ClipByRms(0.01);</code></example>
public sealed partial record ClipByRms([Limit] double Limit = 1) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [
            .. updates.Select(update =>
            {
                var rms = update.Value.Rms();
                return update.With(update.Value / rms.LessOrEqual(Limit).Where(1, rms / Limit));
            }),
        ];
}
