using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// After the learning rate: the proximal step of the penalty λ Σ|w|, w + u = sign(v) max(|v| - η λ, 0) with v = w + g. Weights become
/// exactly 0, unlike with the gradient of an L1 term in the loss.
/// </summary>
/// <remarks>
/// After gradient descent it is ISTA: Daubechies, Defrise and De Mol, "An iterative thresholding algorithm for linear inverse problems",
/// 2004. After Adam's scaling the threshold is not scaled, so that the optimum is that of a weighted penalty.
/// </remarks>
/// <param name="Rate">η, the learning rate of the chain.</param>
/// <param name="Strength">λ.</param>
/// <param name="Mask">Which paths are penalized; all if absent. One that takes none of the parameters is an error.</param>
/// <example><code>Transform lasso = Sgd(0.1) >> ProximalL1(0.1, strength: 0.01, mask: path => path.EndsWith("weight"));</code></example>
public sealed partial record ProximalL1(Schedule Rate, [NotNegative] double Strength, Func<string, bool>? Mask = null)
    : Transform
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The mask takes no parameter.</exception>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        PathMask.Check(
            nameof(ProximalL1),
            Mask,
            updates.Select(update => update.Path).Union(scope.ParameterPaths(), StringComparer.Ordinal),
            "leave ProximalL1 out"
        );
        var threshold = Strength * Rate.At(scope);
        return
        [
            .. updates.Select(update =>
            {
                if (Mask?.Invoke(update.Path) == false)
                {
                    return update;
                }

                // w + (0 - w) is exactly 0; updates of weights above the threshold keep their bits.
                var v = update.Parameter + update.Value;
                return update.With(
                    (v.Abs() > threshold).Where(update.Value - (threshold * v.Sign()), -update.Parameter)
                );
            }),
        ];
    }
}
