using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// How often each class was predicted as each, with precision, recall, F1 and intersection over union: from scores [..., classes] and
/// labels [...], or, with a threshold, from one number per sample, class 1 above it. Of equal scores the first wins. A row with a NaN has no prediction: it is a wrong answer, but not a prediction
/// of another class. A row with the ignored label is skipped; another label that is none of the classes is an error.
/// </summary>
/// <remarks>scikit-learn's figures, with 0 for a division by 0, and the macro mean over the classes that occur.</remarks>
/// <example><code>double f1 = Metrics.ConfusionMatrix(10).Over(trained.Model, test.Batches(256)).F1(Average.Macro);</code></example>
public sealed record ConfusionMatrix : IMetric<ConfusionMatrix>
{
    // Rows are labels, columns predictions; the last column is for rows without a prediction.
    private readonly ImmutableArray<long> counts;
    private readonly double? threshold;
    private readonly int? ignore;

    /// <summary>Initializes a new instance of the <see cref="ConfusionMatrix"/> class, of no rows.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="threshold">The threshold of class 1, for one score per sample: 0 for logits, 0.5 for probabilities.</param>
    /// <param name="ignore">The label to ignore, -1 if absent; null for none.</param>
    internal ConfusionMatrix(int classes = 2, double? threshold = null, int? ignore = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (threshold is not null && classes != 2)
        {
            throw new ArgumentException("A threshold is between two classes.", nameof(threshold));
        }

        (Classes, this.threshold, this.ignore) = (classes, threshold, ignore);
        counts = [.. new long[classes * (classes + 1)]];
    }

    private ConfusionMatrix(ConfusionMatrix before, ImmutableArray<long> counts) =>
        (Classes, threshold, ignore, this.counts) = (before.Classes, before.threshold, before.ignore, counts);

    /// <summary>Gets the number of classes.</summary>
    public int Classes { get; }

    /// <summary>Gets the number of samples.</summary>
    public long Count => counts.Sum();

    /// <summary>Gets the accuracy, the share of correct samples; NaN without samples.</summary>
    public double Accuracy => (double)Every(Hits) / Count;

    /// <summary>Gets how often samples of a class were predicted as a class.</summary>
    public long this[int label, int predicted] =>
        (uint)label < (uint)Classes && (uint)predicted < (uint)Classes
            ? counts[(label * (Classes + 1)) + predicted]
            : throw new ArgumentOutOfRangeException(nameof(label), $"There are {Classes} classes.");

    /// <summary>Precision: the share of the predictions of a class that are correct.</summary>
    public double Precision(int @class) => Ratio(Hits(@class), Predicted(@class));

    /// <summary>Recall: the share of a class that was predicted as it.</summary>
    public double Recall(int @class) => Ratio(Hits(@class), Support(@class));

    /// <summary>F1: the harmonic mean of precision and recall of a class.</summary>
    public double F1(int @class) => Ratio(2 * Hits(@class), Predicted(@class) + Support(@class));

    /// <summary>
    /// The samples of a class that were predicted as it, as a share of those that are either: intersection over union, the Jaccard index.
    /// </summary>
    public double IntersectionOverUnion(int @class) =>
        Ratio(Hits(@class), Predicted(@class) + Support(@class) - Hits(@class));

    /// <summary>Precision over all classes.</summary>
    public double Precision(Average average) =>
        average == Average.Micro ? Ratio(Every(Hits), Every(Predicted)) : Mean(Precision, average);

    /// <summary>Recall over all classes.</summary>
    public double Recall(Average average) =>
        average == Average.Micro ? Ratio(Every(Hits), Every(Support)) : Mean(Recall, average);

    /// <summary>F1 over all classes.</summary>
    public double F1(Average average) =>
        average == Average.Micro ? Ratio(2 * Every(Hits), Every(Predicted) + Every(Support)) : Mean(F1, average);

    /// <summary>Intersection over union, over all classes.</summary>
    public double IntersectionOverUnion(Average average) =>
        average == Average.Micro
            ? Ratio(Every(Hits), Every(Predicted) + Every(Support) - Every(Hits))
            : Mean(IntersectionOverUnion, average);

    /// <inheritdoc/>
    public ConfusionMatrix Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var next = counts.ToArray();
        if (threshold is null && ScoreRows.Classes(predictions, targets) != Classes)
        {
            throw new ArgumentException(
                $"Scores {predictions.Shape} are not those of {Classes} classes.",
                nameof(predictions)
            );
        }

        if (threshold is not null)
        {
            ScoreRows.Same(predictions, targets);
        }

        var rule = new LabelRule(nameof(ConfusionMatrix), Classes, ignore);
        for (var row = 0; row < targets.Length; row++)
        {
            if (rule.Of(targets, row) is >= 0 and var label)
            {
                var predicted = threshold is { } bound
                    ? ScoreRows.Side(predictions.Span[row], bound)
                    : ScoreRows.Predicted(predictions.Row(row, Classes));
                next[(label * (Classes + 1)) + (predicted < 0 ? Classes : predicted)]++;
            }
        }

        return new(this, [.. next]);
    }

    /// <inheritdoc/>
    public bool Equals(ConfusionMatrix? other) =>
        other is not null
        && (threshold, ignore) == (other.threshold, other.ignore)
        && counts.AsSpan().SequenceEqual(other.counts.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => counts.Aggregate(Classes, HashCode.Combine);

    /// <summary>The counts, one line per label.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            Enumerable
                .Range(0, Classes)
                .Select(label => string.Join(' ', Enumerable.Range(0, Classes).Select(other => this[label, other])))
        );

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private long Hits(int @class) => this[@class, @class];

    private long Predicted(int @class) => Every(label => this[label, @class]);

    private long Support(int @class) => counts.AsSpan().Slice(@class * (Classes + 1), Classes + 1).ToArray().Sum();

    private long Every(Func<int, long> figure) => Enumerable.Range(0, Classes).Sum(figure);

    private double Mean(Func<int, double> figure, Average average)
    {
        var occurring = Enumerable.Range(0, Classes).Where(c => Support(c) + Predicted(c) > 0).ToArray();
        var weights = occurring.Select(c => average == Average.Weighted ? Support(c) : 1L).ToArray();
        var total = weights.Sum();
        return total == 0 ? 0 : occurring.Zip(weights, (c, weight) => weight * figure(c)).Sum() / total;
    }
}
