using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = g + λ w. Before the scaling of an adaptive rule this is L2; after it, as in AdamW, the decay is decoupled.</summary>
/// <remarks>Optax: add_decayed_weights. Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2017.</remarks>
/// <param name="Decay">λ, the decay rate of weights, multiplied by the learning rate.</param>
/// <param name="Mask">Which paths decay; all if absent. One that takes none of the parameters is an error.</param>
/// <example><code>Transform chain = ScaleByAdam() >> AddWeightDecay(0.01, path => path.EndsWith("weight")) >> ScaleByLearningRate(1e-3);</code></example>
public sealed partial record AddWeightDecay([NotNegative] double Decay, Func<string, bool>? Mask = null) : Transform
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The mask takes no parameter.</exception>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        PathMask.Check(
            nameof(AddWeightDecay),
            Mask,
            updates.Select(update => update.Path).Union(scope.ParameterPaths(), StringComparer.Ordinal),
            "leave the decay out"
        );
        return
        [
            .. updates.Select(update =>
                Mask is null || Mask(update.Path) ? update.With(update.Value + (Decay * update.Parameter)) : update
            ),
        ];
    }
}
