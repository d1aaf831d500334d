using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// u = s g, where the scale s starts at 1 and is multiplied by a factor when the training loss has stopped falling: after a chain with any
/// schedule it reduces the learning rate. Before a transform that normalizes updates, such as Adam's, it has no effect.
/// </summary>
/// <remarks>
/// The loss is evaluated as the mean over a number of steps, such as an epoch. PyTorch: ReduceLROnPlateau, with the same rules, on the loss
/// that it is given. Optax: contrib.reduce_on_plateau. The slot <c>scale</c> is the current scale; <see cref="TrainState{T}.LearningRate"/>
/// includes it.
/// </remarks>
/// <param name="Every">The number of steps whose mean loss is one evaluation.</param>
/// <param name="Factor">The factor by which the scale is reduced.</param>
/// <param name="Patience">The number of consecutive evaluations without improvement that are tolerated; the next one reduces the
/// scale.</param>
/// <param name="Threshold">The relative improvement over the best loss that counts.</param>
/// <param name="Cooldown">The number of evaluations after a reduction that are not counted.</param>
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

        // Batches are weighted by their counts; if the loss is a sum, equally.
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
