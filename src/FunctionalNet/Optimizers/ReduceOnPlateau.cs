using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// u = s g, where the scale s starts at 1 and is multiplied by a factor when the loss of training has not fallen for a while: behind a
/// chain with any schedule, whose rate it takes down. Before a rule whose steps have lengths of their own, such as Adam's, it does nothing.
/// </summary>
/// <remarks>
/// A look is at the mean loss of so many steps, such as an epoch. PyTorch: ReduceLROnPlateau, whose rules these are, on the loss that it is
/// given. Optax: contrib.reduce_on_plateau. The slot <c>scale</c> tells where it stands; <see cref="TrainState{T}.LearningRate"/> counts it in.
/// </remarks>
/// <param name="Every">The steps whose mean loss is one look.</param>
/// <param name="Factor">What the scale is multiplied by.</param>
/// <param name="Patience">How many looks in a row may pass without a better loss; the next one takes the scale down.</param>
/// <param name="Threshold">The share of the best loss by which another one must be below it to be better.</param>
/// <param name="Cooldown">How many looks after that are not counted.</param>
/// <param name="MinFactor">The smallest scale.</param>
/// <example><code>Transform chain = Sgd(0.1, momentum: 0.9) >> ReduceOnPlateau(every: 100, factor: 0.5, patience: 5);</code></example>
public sealed partial record ReduceOnPlateau(
    [Count] int Every = 1,
    [BelowOne] double Factor = 0.1,
    [Number] int Patience = 10,
    [NotNegative] double Threshold = 1e-4,
    [Number] int Cooldown = 0,
    [Share] double MinFactor = 0
) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var scale = scope.Slot("scale", Shape.Scalar, new Ones());
        var best = Slot("best");
        var (sum, waited, cooling) = (Slot("sum"), Slot("waited"), Slot("cooling"));

        // Each batch by what counts in it; of a loss that is a sum each alike.
        var isLook = scope.IsEach(Every);
        var (counted, count) = (Slot("count"), scope.Count ?? Ops.Constant(1));
        var (total, all) = (sum + (count * scope.Loss), counted + count);
        var mean = total / all.Equal(0).Where(1, all);
        var isBetter = (scope.Step < Every).Or(mean < best - (Threshold * best.Abs()));
        var patience = isBetter.Or(cooling > 0).Where(0, waited + 1);
        var isOver = patience > Patience;

        scope.Next(sum, isLook.Where(0, total));
        scope.Next(counted, isLook.Where(0, all));
        Look(best, isBetter.Where(mean, best));
        Look(waited, isOver.Where(0, patience));
        Look(cooling, isOver.Where(Cooldown, (cooling - 1).Max(0)));
        Look(scale, isOver.Where((scale * Factor).Max(MinFactor), scale));
        scope.Scaled(updates, scale);
        return [.. updates.Select(update => update.With(scale * update.Value))];

        Expr Slot(string name) => scope.Slot(name, Shape.Scalar, new Zeros());

        void Look(Expr slot, Expr next) => scope.Next(slot, isLook.Where(next, slot));
    }
}
