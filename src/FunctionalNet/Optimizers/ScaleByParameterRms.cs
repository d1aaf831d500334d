using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = g · max(rms(w), least) per parameter: steps relative to the scale of the weights.</summary>
/// <remarks>Optax: scale_by_param_block_rms. Shazeer and Stern, "Adafactor", 2018, section 8.</remarks>
/// <param name="MinScale">The smallest scale, so that weights near 0 can move.</param>
/// <example><code>Transform chain = ScaleByAdam() >> ScaleByParameterRms() >> ScaleByLearningRate(0.01);</code></example>
public sealed partial record ScaleByParameterRms([NotNegative] double MinScale = 1e-3) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [.. updates.Select(update => update.With(update.Value * update.Parameter.Rms().Max(MinScale)))];
}
