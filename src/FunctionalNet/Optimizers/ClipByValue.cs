using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Clamps each element of each gradient to [-limit, limit].</summary>
/// <remarks>Optax: clip. PyTorch: clip_grad_value_.</remarks>
/// <param name="Limit">The largest allowed absolute value; infinity for no limit.</param>
/// <example><code>Transform chain = ClipByValue(1) >> Sgd(0.1);</code></example>
public sealed partial record ClipByValue([Limit] double Limit) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        return [.. updates.Select(update => update.With(update.Value.Max(-Limit).Min(Limit)))];
    }
}
