using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// At the end of a chain without a decaying rate: the gradient is evaluated at y = (1 - β) z + β x, the chain updates z, and x is the mean
/// of all z, which <see cref="Averaging.Averaged"/> returns. z = z + g, x = (1 - c) x + c z with c = w² / Σ w², and the weights are set to
/// y.
/// </summary>
/// <remarks>
/// The weights of a state are y; the model to use and evaluate is x. β is the momentum: use it with Adam with β₁ = 0. With a warmup pass
/// its schedule as the weight as well, so that small steps have small weights. Optax: contrib.schedule_free. Defazio and others, "The Road
/// Less Scheduled", 2024.
/// </remarks>
/// <param name="Beta">β, the weight of the mean in the point where gradients are evaluated.</param>
/// <param name="Weight">w, the weight of each step in the mean, such as its rate; 1 if absent.</param>
/// <example><code>
/// Transform chain = AdamW(1e-3, beta1: 0) >> ScheduleFree();
/// </code></example>
public sealed partial record ScheduleFree([BelowOne] double Beta = 0.9, Schedule? Weight = null) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (isFirst, share) = (scope.Step.Equal(0), Share(scope));
        return
        [
            .. updates.Select(update =>
            {
                var (y, slot, mean) = (
                    update.Parameter,
                    update.Slot(scope, "z"),
                    update.Slot(scope, AverageWeights.Slot)
                );
                var (z, x) = (isFirst.Where(y, slot), isFirst.Where(y, mean));
                var next = z + update.Value;
                var average = x + (share * (next - x));

                // Also if the first steps are skipped: until one is applied both equal the weights.
                scope.NextElse(slot, next, z);
                scope.NextElse(mean, average, x);
                return update.With(next + (Beta * (average - next)) - y);
            }),
        ];
    }

    private Expr Share(Scope scope)
    {
        if (Weight is null)
        {
            return 1 / (scope.Step + 1);
        }

        var weight = Weight.At(scope);
        var sum = scope.Slot("sum", Shape.Scalar, new Zeros());
        var next = sum + (weight * weight);
        scope.Next(sum, next);

        // All steps so far had a rate of 0.
        return next.Equal(0).Where(0, weight * weight / next.Equal(0).Where(1, next));
    }
}
