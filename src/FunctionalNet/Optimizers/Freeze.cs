using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Freezes the parameters with these paths. Their gradients are not even computed.</summary>
/// <remarks>
/// Optax: set_to_zero in a mask. PyTorch: requires_grad_(False). Transforms after it in the chain do not see frozen parameters: norms are
/// over the others.
/// </remarks>
/// <param name="Paths">Which paths are frozen.</param>
/// <example><code>Transform chain = Freeze(path => path.StartsWith("encoder/")) >> Adam(1e-3);</code></example>
public sealed partial record Freeze(Func<string, bool> Paths) : Transform
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No parameter has such a path: nothing would be frozen.</exception>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        PathMask.Check(nameof(Freeze), Paths, updates.Select(update => update.Path), "leave Freeze out");
        return [.. updates.Where(update => !Paths(update.Path))];
    }

    // A frozen parameter has no update.
    internal override RateCount CountRates(Expr? parameter) =>
        parameter is null || Paths(parameter.Variable!.Path) ? RateCount.Unknown : RateCount.None;
}
