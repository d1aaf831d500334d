using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// At the start of a chain: u = ∂loss(w + ρ g / ‖g‖), the gradient at the approximately worst point within distance ρ rather than at the
/// weights, with the norm of all gradients together. A step takes about twice as long.
/// </summary>
/// <remarks>
/// Optax: contrib.sam. Foret, Kleiner, Mobahi and Neyshabur, "Sharpness-Aware Minimization for Efficiently Improving Generalization", 2020.
/// A gradient is an expression of the weights, so that the second one is the first with other weights substituted; dropout drops the same
/// elements, and statistics such as those of normalizations are those at the weights themselves. After another transform, that one is
/// substituted as well. A <see cref="LossScale"/> comes after it, for it has to see the second gradient.
/// </remarks>
/// <param name="Radius">ρ, the distance.</param>
/// <example><code>Transform sam = SharpnessAware(0.05) >> Sgd(0.1, momentum: 0.9);</code></example>
public sealed partial record SharpnessAware([NotNegative] double Radius = 0.05) : Transform
{
    // As in the authors' own code: avoids division by 0 for a gradient of 0.
    private const double Min = 1e-12;

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (updates.IsEmpty)
        {
            return updates;
        }

        if (scope.IsWithinLossScale())
        {
            throw new InvalidOperationException(
                $"The {nameof(LossScale)} around '{scope.Path}' would not look at the gradients that are taken there, which overflow first: "
                    + $"write {nameof(SharpnessAware)}(...) >> {nameof(LossScale)}(...)."
            );
        }

        var norm = updates
            .Select(update => update.Value.ReduceSumSquare())
            .Aggregate((sum, square) => sum + square)
            .Sqrt();
        var away = Radius / (norm + Min);
        var places = updates.ToDictionary(
            update => update.Parameter,
            update => update.Parameter + (away * update.Value)
        );
        var there = Expr.Rewrite(
            [.. updates.Select(update => update.Value)],
            (expr, _) => places.GetValueOrDefault(expr)
        );
        return [.. updates.Zip(there, (update, gradient) => update.With(gradient))];
    }
}
