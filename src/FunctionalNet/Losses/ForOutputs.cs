using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// The loss of a model of several outputs, which are concatenated on the last axis: the weighted sum of one loss per output. Targets are
/// concatenated, too: as many columns as the prediction's, or one for a loss that takes labels.
/// </summary>
/// <remarks>
/// Keras: loss_weights. <see cref="Net.Concat(int, Layer[])"/> concatenates the outputs of layers, <see cref="Packing.Pack"/> the targets.
/// </remarks>
/// <example><code>
/// Layer heads = Dense(64) >> Relu() >> Concat(-1, Dense(10), Dense(1));
/// var training = Training.Of(heads, ForOutputs((10, SoftmaxCrossEntropy(), 1), (1, Huber(), 0.5)), Adam(1e-3)); // targets [n, 2]
/// </code></example>
public sealed partial record ForOutputs : Loss
{
    /// <summary>Initializes a new instance of the <see cref="ForOutputs"/> class.</summary>
    /// <param name="parts">The number of columns, the loss and the weight of each output.</param>
    public ForOutputs(params (int Size, Loss Loss, double Weight)[] parts) =>
        Parts = [.. Ranges.Given(parts, nameof(parts))];

    /// <summary>Gets the number of columns, the loss and the weight of each output.</summary>
    public ImmutableArray<(int Size, Loss Loss, double Weight)> Parts
    {
        get;
        init =>
            field = Ranges.Each(
                value,
                nameof(Parts),
                part =>
                {
                    Nesting.Part(Ranges.Given(part.Loss, nameof(Parts)));
                    Ranges.Count(part.Size);
                    Ranges.Finite(part.Weight);
                }
            );
    }

    /// <inheritdoc/>
    internal override IEnumerable<string?> PartNames =>
        Parts.Where(part => !part.Weight.Equals(0)).SelectMany(part => part.Loss.PartNames);

    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target) =>
        Cut(prediction, target)
            .Select((columns, i) => Weighted(Parts[i].Weight, Parts[i].Loss.Apply(columns.Prediction, columns.Target)))
            .Aggregate((sum, term) => sum + term);

    /// <inheritdoc/>
    public override IReadOnlyList<Portion> Portions(Expr prediction, Expr target) =>
        [
            .. Cut(prediction, target)
                .SelectMany(
                    (columns, i) =>
                        Parts[i]
                            .Loss.Portions(columns.Prediction, columns.Target)
                            .Where(_ => !Parts[i].Weight.Equals(0))
                            .Select(portion => portion with { Weight = Parts[i].Weight * portion.Weight })
                ),
        ];

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns)
    {
        var (rules, start) = (ImmutableArray.CreateBuilder<TargetRule>(), 0);
        foreach (var part in Parts)
        {
            var width = Width(part);
            var own = part.Weight.Equals(0) ? [] : part.Loss.TargetRules(width);
            rules.AddRange(own.Select(rule => rule.Behind(start)));
            start += width;
        }

        return rules.ToImmutable();
    }

    private static int Width((int Size, Loss Loss, double Weight) part) =>
        part.Loss.Target == ElementType.Float ? part.Size : 1;

    // A loss with weight 0 adds 0, even if it is infinite.
    private static Expr Weighted(double weight, Expr loss) =>
        weight.Equals(0) ? Ops.Constant(0).Expand(loss.Shape) : weight * loss;

    private IEnumerable<(Expr Prediction, Expr Target)> Cut(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        int[] widths = [.. Parts.Select(Width)];
        var sizes = Parts.Sum(part => part.Size);
        if (
            prediction.Shape.Rank == 0
            || target.Shape != prediction.Shape.With(prediction.Shape.Rank - 1, widths.Sum())
            || prediction.Shape[^1] != sizes
        )
        {
            throw new ShapeException(
                nameof(ForOutputs),
                $"the prediction is {prediction.Shape}, the target {target.Shape}",
                $"give predictions [..., {sizes}] and targets [..., {widths.Sum()}], one column for labels"
            );
        }

        var columns = target.Split(-1, widths);
        return prediction
            .Split(-1, [.. Parts.Select(part => part.Size)])
            .Select((outputs, i) => (outputs, Column(columns[i], Parts[i].Loss.Target, nameof(ForOutputs))));
    }
}
