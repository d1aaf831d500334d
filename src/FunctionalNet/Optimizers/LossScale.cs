using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Dynamic loss scaling around a chain: the loss is multiplied by a scale before it is differentiated, so that small gradients do not
/// underflow in float16, and gradients are divided by it before the chain. If one is not finite the step is skipped, parameters and the
/// state of the chain are unchanged, and the scale is reduced; after a number of good steps it is increased.
/// </summary>
/// <remarks>
/// PyTorch: torch.amp.GradScaler, with the same rules and defaults. JAX: jmp.DynamicLossScale. Micikevicius and others, "Mixed Precision
/// Training", 2017. Scales are powers of two, so that scaling rounds nothing: as long as all numbers are normal, float32 training has the
/// same bits with it as without. At the smallest scale no step is skipped: non-finite gradients are then not caused by the scale, and
/// <see cref="Training{T}.Checked"/> and <c>FitEpochs</c> stop and report the origin; the same holds for a non-finite loss. The slot
/// <c>scale</c> is the current scale. It must be first in its chain, or come only after transforms that remove gradients, such as
/// <see cref="Freeze"/>, or after <see cref="SharpnessAware"/>, whose gradients it has to see: transforms before it see scaled gradients.
/// bfloat16 needs no scale.
/// </remarks>
/// <param name="Inner">The chain.</param>
/// <param name="Initial">The initial scale, a power of two from 2⁻¹²⁶ to 2¹²⁶.</param>
/// <param name="Growth">The factor by which the scale is increased, a power of two.</param>
/// <param name="Backoff">The factor by which the scale is reduced, a power of two below 1.</param>
/// <param name="Interval">The number of consecutive good steps before an increase.</param>
/// <param name="MinScale">The smallest scale, a power of two in the same range.</param>
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
                $"The loss is not multiplied by the scale of '{scope.Path}': the transform that contains this {nameof(LossScale)} does not return its "
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

    internal override RateCount CountRates(Expr? parameter) => Inner.CountRates(parameter);

    private Expr Scale(Scope scope) => scope.Slot("scale", Shape.Scalar, new Full(Initial));
}
