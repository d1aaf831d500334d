using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Applies a chain only if all incoming gradients are finite: else neither parameters nor the state of the chain change, and its schedules
/// do not count the step.
/// </summary>
/// <remarks>
/// Optax: apply_if_finite. Gradients that stay non-finite have a cause: after the given number of consecutive skipped steps the next one is
/// applied as it is, so that <see cref="Training{T}.Checked"/> and <c>FitEpochs</c> stop and report the origin. The slots <c>skipped</c>
/// and <c>total</c> count the steps skipped in a row, and in all.
/// </remarks>
/// <param name="Inner">The chain.</param>
/// <param name="MaxConsecutive">The maximum number of consecutive skipped steps.</param>
/// <example><code>Transform chain = ApplyIfFinite(ClipByGlobalNorm(1) >> Adam(1e-3));</code></example>
public sealed partial record ApplyIfFinite(Transform Inner, [Number] int MaxConsecutive = 10) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (skipped, total) = (Count(scope, "skipped"), Count(scope, "total"));
        var isFinite = AreFinite(updates);
        scope.Next(skipped, isFinite.Where(0, skipped + 1));
        scope.Next(total, total + isFinite.Where(0, 1));
        return Apply(scope, Inner, updates, isFinite.Or(skipped >= MaxConsecutive));
    }

    /// <inheritdoc/>
    protected internal override Expr? LossFactor(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Inner.LossFactor(scope.In("inner"));
    }

    internal override RateCount CountRates(Expr? parameter) => Inner.CountRates(parameter);

    /// <summary>Whether all elements of all updates are finite: a bool scalar.</summary>
    internal static Expr AreFinite(ImmutableArray<Update> updates) =>
        updates.Select(update => (update.Value * 0).ReduceSum()).Aggregate((Expr)0, (sum, zero) => sum + zero).Equal(0);

    /// <summary>The updates of a chain in the steps in which it is applied, else 0.</summary>
    internal static ImmutableArray<Update> Apply(
        Scope scope,
        Transform inner,
        ImmutableArray<Update> updates,
        Expr isApplied
    )
    {
        var taken = StepCount.Of(scope, "taken");
        scope.NextCount(taken, taken.Plus(isApplied.Where(1, 0)));
        return
        [
            .. inner
                .Apply(scope.In("inner").When(isApplied, taken), updates)
                .Select(update => update.With(isApplied.Where(update.Value, 0))),
        ];
    }

    private static Expr Count(Scope scope, string name) => scope.Slot(name, Shape.Scalar, new Zeros());
}
