using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = factor · g.</summary>
/// <remarks>Optax: scale.</remarks>
/// <param name="Factor">The factor.</param>
/// <example><code>Transform half = Scale(0.5);</code></example>
public sealed partial record Scale([Finite] double Factor) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Scaled(updates, Factor);
        return [.. updates.Select(update => update.With(Factor * update.Value))];
    }

    internal override RateCount CountRates(Expr? parameter) => Factor <= 0 ? RateCount.Unknown : RateCount.None;
}
