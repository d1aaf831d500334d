using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// At the end of a chain without a falling rate: the gradient is taken at y = (1 - β) z + β x, the chain moves z, and x is the mean of all z, which
/// <see cref="Averaging.Averaged"/> gives. z = z + g, x = (1 - c) x + c z with c = w² / Σ w², and the weights go to y.
/// </summary>
/// <remarks>
/// The weights of a state are y; the model to use is x, so evaluate that. The momentum is in β: under it take Adam with β₁ = 0. With a warm-up give its schedule as
/// the weight too, so that small steps count little. Optax: contrib.schedule_free. Defazio and others, "The Road Less Scheduled", 2024.
/// </remarks>
/// <param name="Beta">β, how much of the mean is in the place where gradients are taken.</param>
/// <param name="Weight">w, how much each step counts in the mean, such as its rate; 1 if absent.</param>
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

                // Also where the first steps are skipped: until one is taken both are the weights.
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

        // Where all steps so far had a rate of 0.
        return next.Equal(0).Where(0, weight * weight / next.Equal(0).Where(1, next));
    }
}
