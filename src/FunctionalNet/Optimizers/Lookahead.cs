using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// At the end of a chain: slow weights s, initially the weights. After every k-th step s = s + α (w + g - s), from which the weights
/// continue; in the steps between the chain is applied unchanged.
/// </summary>
/// <remarks>
/// Optax: lookahead. Not in PyTorch. Zhang, Lucas, Hinton and Ba, "Lookahead Optimizer: k steps forward, 1 step back", 2019. The state of
/// the inner chain is kept, as in the paper.
/// </remarks>
/// <param name="Every">k, the number of steps between updates of the slow weights.</param>
/// <param name="Share">α, the step size of the slow weights.</param>
/// <example><code>Transform chain = Adam(1e-3) >> Lookahead(every: 5, share: 0.5);</code></example>
public sealed partial record Lookahead([Count] int Every = 5, [Share] double Share = 0.5) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (isFirst, isLast) = (scope.Step.Equal(0), scope.IsEach(Every));
        return
        [
            .. updates.Select(update =>
            {
                var (w, slow) = (update.Parameter, update.Slot(scope, "slow"));
                var last = isFirst.Where(w, slow);
                var next = isLast.Where(last + (Share * (w + update.Value - last)), last);
                scope.Next(slow, next);
                return update.With(isLast.Where(next - w, update.Value));
            }),
        ];
    }
}
