using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Around a chain: the loss is multiplied by a scale before it is differentiated, so that small gradients are not lost where they wait in a
/// float16, and gradients are divided by it again before the chain sees them. Where one is not finite the step is skipped, weights and
/// state of the chain stay, and the scale falls; after enough good steps it rises.
/// </summary>
/// <remarks>
/// PyTorch: torch.amp.GradScaler, whose rules and defaults these are. JAX: jmp.DynamicLossScale. Micikevicius and others, "Mixed
/// Precision Training", 2017. Scales are powers of two, so that scaling rounds nothing: as long as all numbers are normal, float32 learns
/// the same bits with it as without. At the least scale nothing is skipped: what is not finite there is so of itself, and
/// <see cref="Training{T}.Checked"/> and <c>Learn</c> stop and say where it arose; the same holds for a loss that is not finite. The slot
/// <c>scale</c> tells where it stands. It stands first in its chain, or behind what only leaves gradients out, such as
/// <see cref="Freeze"/>, or behind <see cref="SharpnessAware"/>, whose gradients it has to see: what comes before it sees scaled gradients. A
/// bfloat16 needs no scale.
/// </remarks>
/// <param name="Inner">The chain.</param>
/// <param name="Initial">The scale before the first step, a power of two from 2⁻¹²⁶ to 2¹²⁶.</param>
/// <param name="Growth">What the scale is multiplied by when it rises, a power of two.</param>
/// <param name="Backoff">What it is multiplied by when it falls, a power of two below 1.</param>
/// <param name="Interval">After how many good steps in a row it rises.</param>
/// <param name="MinScale">The smallest scale, likewise.</param>
/// <example><code>
/// Transform chain = LossScale(ClipByGlobalNorm(1) >> Adam(1e-3));
/// var training = Training.Of(MixedPrecision(model, Precision.Float16), SoftmaxCrossEntropy(), chain);
/// </code></example>
public sealed partial record LossScale(
    Transform Inner,
    [PowerOfTwo] double Initial = 65536,
    [PowerOfTwo(min: 1)] double Growth = 2,
    [PowerOfTwo(max: 0.5)] double Backoff = 0.5,
    [Count] int Interval = 2000,
    [PowerOfTwo] double MinScale = 1
) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!scope.IsLossScaled())
        {
            throw new InvalidOperationException(
                $"The loss is not multiplied by what '{scope.Path}' scales with: what holds this {nameof(LossScale)} does not pass on its "
                    + $"{nameof(LossFactor)}. Put {nameof(LossScale)} around the whole chain."
            );
        }

        var scale = Scale(scope);
        var good = scope.Slot("good", Shape.Scalar, new Zeros());
        var isFinite = ApplyIfFinite.AreFinite(updates);
        var isGrown = (good + 1 >= Interval).And(isFinite);
        scope.Next(good, isFinite.And(isGrown.Not()).Where(good + 1, 0));
        scope.Next(
            scale,
            isFinite.Where(isGrown.Where((scale * Growth).Min(Ranges.Largest), scale), (scale * Backoff).Max(MinScale))
        );
        var unit = 1 / scale;
        return ApplyIfFinite.Apply(
            scope,
            Inner,
            [.. updates.Select(update => update.With(update.Value * unit))],
            isFinite.Or(scale <= MinScale)
        );
    }

    /// <inheritdoc/>
    protected internal override Expr? LossFactor(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.ScaleLoss();
        var scale = Scale(scope);
        return Inner.LossFactor(scope.In("inner")) is { } factor ? scale * factor : scale;
    }

    internal override Descent Descends(Expr? parameter) => Inner.Descends(parameter);

    private Expr Scale(Scope scope) => scope.Slot("scale", Shape.Scalar, new Full(Initial));
}
