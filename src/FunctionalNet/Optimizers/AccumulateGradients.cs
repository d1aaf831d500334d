using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Applies a chain once per n batches, with the gradient of the loss over all of them: training as with one batch of all their samples,
/// also if the batches have different weights, as with ignored labels, sample weights and a smaller last batch. In the steps between,
/// parameters and the state of the chain are unchanged, and its schedules count its own steps.
/// </summary>
/// <remarks>
/// Optax: MultiSteps. PyTorch: n calls of backward before step, whose sum must be divided by the total count. The gradients of a loss that
/// is a sum are added. A penalty is counted as often as it is added, and statistics such as BatchNorm's are per batch; see
/// <see cref="Scope.Count"/> for a loss of several outputs.
/// </remarks>
/// <param name="Every">n, the number of batches per step.</param>
/// <param name="Inner">The chain.</param>
/// <example><code>Transform chain = AccumulateGradients(4, ClipByGlobalNorm(1) >> Adam(1e-3));</code></example>
public sealed partial record AccumulateGradients([Count] int Every, Transform Inner) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var isLast = scope.IsEach(Every);
        var taken = StepCount.Of(scope, "taken");
        scope.NextCount(taken, taken.Plus(isLast.Where(1, 0)));
        var count = scope.Count;
        var total = count is null ? null : Gather(scope.Slot("count", Shape.Scalar, new Zeros()), count);
        var share = total is null ? null : 1 / total.Equal(0).Where(1, total);
        var loss = Mean(Gather(scope.Slot("loss", Shape.Scalar, new Zeros()), Counted(scope.Loss)));
        var inner = scope.In("inner").When(isLast, taken).Gathering(loss, total);
        var means = updates.Select(update =>
            update.With(Mean(Gather(update.Slot(scope, "sum"), Counted(update.Value))))
        );
        return [.. Inner.Apply(inner, [.. means]).Select(update => update.With(isLast.Where(update.Value, 0)))];

        Expr Gather(Expr sum, Expr value)
        {
            var next = sum + value;
            scope.Next(sum, isLast.Where(0, next));
            return next;
        }

        Expr Counted(Expr value) => count is null ? value : count * value;

        Expr Mean(Expr sum) => share is null ? sum : sum * share;
    }

    /// <inheritdoc/>
    protected internal override Expr? LossFactor(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Inner.LossFactor(scope.In("inner"));
    }

    internal override RateCount CountRates(Expr? parameter) => Inner.CountRates(parameter);
}
