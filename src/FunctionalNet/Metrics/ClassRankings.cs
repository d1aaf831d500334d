using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// How well the score of each class ranks the samples of that class before all others (one versus rest): scores [n, classes], labels [n].
/// Each class has its precision-recall curve and its areas.
/// </summary>
/// <remarks>
/// scikit-learn: precision_recall_curve and roc_auc_score of one class against the rest. All scores are stored, as in
/// <see cref="Ranking"/>.
/// </remarks>
/// <example><code>var curve = Metrics.ClassRankings(10).Over(trained.Model, test.Batches(256))[3].PrecisionRecall;</code></example>
public sealed record ClassRankings : IMetric<ClassRankings>
{
    private readonly ImmutableArray<Ranking> classes;
    private readonly int? ignore;

    /// <summary>Initializes a new instance of the <see cref="ClassRankings"/> class, of no rows.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="ignore">The label to ignore, -1 if absent; null for none.</param>
    internal ClassRankings(int classes, int? ignore = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        (this.classes, this.ignore) = ([.. Enumerable.Repeat(new Ranking(), classes)], ignore);
    }

    private ClassRankings(ImmutableArray<Ranking> classes, int? ignore) =>
        (this.classes, this.ignore) = (classes, ignore);

    /// <summary>Gets the number of classes.</summary>
    public int Classes => classes.Length;

    /// <summary>
    /// Gets the mean of the classes' areas under the receiver operating characteristic; NaN if a class has no samples, or all.
    /// </summary>
    public double RocAuc => classes.Average(one => one.RocAuc);

    /// <summary>Gets the mean of the classes' average precisions; NaN if a class has no samples.</summary>
    public double PrAuc => classes.Average(one => one.PrAuc);

    /// <summary>Gets the ranking of a class against the rest.</summary>
    public Ranking this[int @class] => classes[@class];

    /// <inheritdoc/>
    public ClassRankings Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ScoreRows.Classes(predictions, targets) != Classes)
        {
            throw new ArgumentException(
                $"Scores {predictions.Shape} are not those of {Classes} classes.",
                nameof(predictions)
            );
        }

        var rule = new LabelRule(nameof(ClassRankings), Classes, ignore);
        var known = Enumerable
            .Range(0, targets.Length)
            .Select(row => (Row: row, Label: rule.Of(targets, row)))
            .Where(one => one.Label >= 0)
            .ToArray();
        return new(
            [
                .. classes.Select(
                    (one, i) =>
                        one.Add(
                            Tensor.Vector([.. known.Select(row => predictions.Span[(row.Row * Classes) + i])]),
                            Tensor.Vector([.. known.Select(row => row.Label == i ? T.One : T.Zero)])
                        )
                ),
            ],
            ignore
        );
    }

    /// <inheritdoc/>
    public bool Equals(ClassRankings? other) =>
        other is not null && ignore == other.ignore && classes.AsSpan().SequenceEqual(other.classes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => classes.Aggregate(Classes, HashCode.Combine);
}
