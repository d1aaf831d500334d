using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Errors of predicted numbers, [n, ...], against targets with the same number of elements: mean absolute, mean squared, its root, mean
/// absolute percentage, and R².
/// </summary>
/// <remarks>
/// scikit-learn's figures. The mean of the targets is updated together with the sum of squared deviations (Welford; Chan, Golub and
/// LeVeque, 1983), so that a large mean loses no precision.
/// </remarks>
/// <example><code>double explained = Metrics.RegressionErrors().Over(trained.Model, test.Batches(256)).RSquared;</code></example>
public sealed record RegressionErrors : IMetric<RegressionErrors>
{
    // As in scikit-learn, the machine epsilon.
    private const double Least = 2.220446049250313e-16;

    // For each column: the mean of the targets, the sum of squared deviations from it, and the sum of squared errors.
    private readonly ImmutableArray<(double Mean, double Spread, double Squares)> columns;

    internal RegressionErrors()
        : this(0, 0, 0, []) { }

    private RegressionErrors(
        long rows,
        double absolute,
        double relative,
        ImmutableArray<(double Mean, double Spread, double Squares)> columns
    ) => (Rows, Absolute, Relative, this.columns) = (rows, absolute, relative, columns);

    /// <summary>Gets the number of samples.</summary>
    public long Rows { get; }

    /// <summary>Gets the mean of |prediction - target| over all elements.</summary>
    public double MeanAbsoluteError => Absolute / Rows / columns.Length;

    /// <summary>Gets the mean of (prediction - target)² over all elements.</summary>
    public double MeanSquaredError => columns.Sum(column => column.Squares) / Rows / columns.Length;

    /// <summary>Gets the root of <see cref="MeanSquaredError"/>, in units of the target.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>
    /// Gets R²: 1 - Σ (prediction - target)² / Σ (target - mean)², averaged over the columns. 1 is perfect, 0 is as good as predicting the
    /// mean; negative is worse. If the targets of a column are constant it is NaN or -∞.
    /// </summary>
    public double RSquared => columns.Sum(column => 1 - (column.Squares / column.Spread)) / columns.Length;

    /// <summary>Gets the mean of |prediction - target| / |target| over all elements, with |target| at least 2⁻⁵²: 0.1 is 10 %.</summary>
    public double MeanAbsolutePercentageError => Relative / Rows / columns.Length;

    private double Absolute { get; }

    private double Relative { get; }

    /// <inheritdoc/>
    public RegressionErrors Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ScoreRows.Same(predictions, targets);
        if (targets.Length == 0)
        {
            return this;
        }

        var width = targets.Length / targets.Shape[0].Size;
        var next = columns.IsEmpty ? new (double Mean, double Spread, double Squares)[width] : columns.ToArray();
        if (next.Length != width)
        {
            throw new ArgumentException(
                $"The targets are {targets.Shape}, those before had {next.Length} numbers a sample.",
                nameof(targets)
            );
        }

        var (rows, absolute, relative) = (Rows, Absolute, Relative);
        for (var i = 0; i < targets.Length; i++)
        {
            rows += i % width == 0 ? 1 : 0;
            var target = double.CreateTruncating(targets.Span[i]);
            var error = double.CreateTruncating(predictions.Span[i]) - target;
            var (mean, spread, squares) = next[i % width];
            var ahead = mean + ((target - mean) / rows);
            next[i % width] = (ahead, spread + ((target - mean) * (target - ahead)), squares + (error * error));
            absolute += Math.Abs(error);
            relative += Math.Abs(error) / Math.Max(Least, Math.Abs(target));
        }

        return new(rows, absolute, relative, [.. next]);
    }

    /// <inheritdoc/>
    public bool Equals(RegressionErrors? other) =>
        other is not null
        && (Rows, Absolute, Relative) == (other.Rows, other.Absolute, other.Relative)
        && columns.AsSpan().SequenceEqual(other.columns.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => columns.Aggregate(Rows.GetHashCode(), HashCode.Combine);
}
