using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet;

/// <summary>The weighted sum of several losses of one prediction and one target: the result of <c>0.5 * loss + other</c>.</summary>
/// <remarks>
/// Over batches each part is averaged with its own counts. A loss with weight 0 adds 0, even if it is infinite. <see cref="ForOutputs"/>
/// gives each loss its own columns.
/// </remarks>
public sealed partial record LossSum : Loss
{
    internal LossSum(ImmutableArray<(double Weight, Loss Loss)> parts) => Parts = parts;

    /// <summary>Gets the losses with their weights.</summary>
    public ImmutableArray<(double Weight, Loss Loss)> Parts
    {
        get;
        init =>
            field = Ranges.Each(
                value,
                nameof(Parts),
                part =>
                {
                    Nesting.Part(Ranges.Given(part.Loss, nameof(Parts)));
                    Ranges.Finite(part.Weight);
                }
            );
    }

    /// <inheritdoc/>
    protected internal override ElementType Target => Parts[0].Loss.Target;

    /// <inheritdoc/>
    internal override IEnumerable<string?> PartNames =>
        Parts.Where(part => !part.Weight.Equals(0)).SelectMany(part => part.Loss.PartNames);

    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target) => Sum(part => part.Apply(prediction, target));

    /// <inheritdoc/>
    public override Expr Objective(Expr prediction, Expr target, IReadOnlyList<Expr> parameters) =>
        Sum(part => part.Objective(prediction, target, parameters));

    /// <inheritdoc/>
    public override IReadOnlyList<Portion> Portions(Expr prediction, Expr target) =>
        [
            .. from part in Parts
            where !part.Weight.Equals(0)
            from portion in part.Loss.Portions(prediction, target)
            select portion with
            {
                Weight = part.Weight * portion.Weight,
            },
        ];

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [.. Parts.Where(part => !part.Weight.Equals(0)).SelectMany(part => part.Loss.TargetRules(columns))];

    /// <inheritdoc/>
    protected override string Describe() => string.Join(" + ", Parts.Select(Text));

    /// <summary>The sum of two losses, with the parts of both.</summary>
    /// <exception cref="ArgumentException">One takes labels, the other numbers.</exception>
    internal static Loss Of(Loss left, Loss right) =>
        left.Target == right.Target
            ? new LossSum([.. Links(left), .. Links(right)])
            : throw new ArgumentException(
                $"{left} takes targets of {left.Target}, {right} of {right.Target}: they cannot be those of one prediction. Repair: ForOutputs gives each loss columns of its own.",
                nameof(right)
            );

    /// <summary>A loss with the weight of each part multiplied by a factor.</summary>
    internal static Loss Of(double weight, Loss loss)
    {
        (double Weight, Loss Loss)[] parts = [.. Links(loss).Select(part => (weight * part.Weight, part.Loss))];
        return parts is [{ Weight: 1 }] ? parts[0].Loss : new LossSum([.. parts]);
    }

    private static IEnumerable<(double Weight, Loss Loss)> Links(Loss loss) =>
        loss is LossSum sum ? sum.Parts : [(1, loss)];

    private static string Text((double Weight, Loss Loss) part)
    {
        var loss = part.Loss is PenalizedLoss ? $"({part.Loss})" : $"{part.Loss}";
        return part.Weight.Equals(1) ? loss : string.Create(CultureInfo.InvariantCulture, $"{part.Weight} * {loss}");
    }

    private Expr Sum(Func<Loss, Expr> of) =>
        Parts
            .Select(part =>
            {
                var loss = of(part.Loss);
                return part.Weight.Equals(0) ? Ops.Constant(0).Expand(loss.Shape) : part.Weight * loss;
            })
            .Aggregate((sum, term) => sum + term);
}

/// <content>Sums of losses.</content>
public abstract partial record Loss
{
    /// <summary>The sum of two losses of the same prediction and target.</summary>
    /// <exception cref="ArgumentException">One takes labels, the other numbers.</exception>
    /// <example><code>Loss loss = 0.5 * MeanSquaredError() + MeanAbsoluteError();</code></example>
    public static Loss operator +(Loss left, Loss right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return LossSum.Of(left, right);
    }

    /// <summary>A loss times a weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The weight is not finite.</exception>
    public static Loss operator *(double weight, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return LossSum.Of(weight, loss);
    }

    /// <summary>A loss times a weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The weight is not finite.</exception>
    public static Loss operator *(Loss loss, double weight) => weight * loss;

    /// <summary>This loss under a name, which identifies it in <see cref="Epoch.Parts"/> if it is added to others.</summary>
    /// <example><code>Loss loss = MeanSquaredError().As("reconstruction") + 0.1 * prior.As("prior");</code></example>
    public Loss As(string name) => new NamedLoss(name, this);
}
