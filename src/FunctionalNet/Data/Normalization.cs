using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// y = (x - mean) / scale, of the shape of x: fitted to the training samples, applied to every input of the model, and written into an
/// exported file, whose users then feed raw data.
/// </summary>
/// <example><code>
/// var normalization = Normalization.Fit(digits.Inputs);   // of the training part only
/// Dataset&lt;float&gt; learn = normalization.Apply(digits), judge = normalization.Apply(heldOut);
/// trained.Model.SaveOnnx("digits.onnx", new() { Normalization = normalization });
/// </code></example>
public sealed class Normalization
{
    private static string Text(IEnumerable<double> numbers) =>
        Listing.Of(numbers.Select(number => FormattableString.Invariant($"{number:G4}")));

    private Normalization(ImmutableArray<double> mean, ImmutableArray<double> scale) => (Mean, Scale) = (mean, scale);

    /// <summary>Gets the mean: one number, one for each index of the last axis, or one for each element.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>Gets the divisor, likewise; usually the standard deviation.</summary>
    public ImmutableArray<double> Scale { get; }

    /// <summary>
    /// Gets a value indicating whether values may be missing, that is NaN. An exported file then replaces them by the mean, as
    /// <see cref="Apply{T}(Dataset{T})"/> always does.
    /// </summary>
    public bool FillsMissing { get; private init; }

    /// <summary>Mean and scale: <c>(x - [5.84, 3.05]) / [0.83, 0.43]</c>.</summary>
    public override string ToString() =>
        $"(x - [{Text(Mean)}]) / [{Text(Scale)}]" + (FillsMissing ? ", the mean for NaN" : string.Empty);

    /// <summary>The same mean and scale for all elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is 0, or a number is not finite.</exception>
    /// <example><code>var pixels = Normalization.Of(mean: 0, scale: 255);</code></example>
    public static Normalization Of(double mean, double scale) => Of([mean], [scale]);

    /// <summary>A mean and a scale for each index of the last axis, or for each element of a sample in row-major order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A scale is 0, or a number is not finite.</exception>
    /// <example><code>var iris = Normalization.Of([5.84, 3.05, 3.76, 1.20], [0.83, 0.43, 1.76, 0.76]);</code></example>
    public static Normalization Of(double[] mean, double[] scale)
    {
        foreach (var value in mean)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentOutOfRangeException(nameof(mean), value, "A mean is a finite number.");
            }
        }

        foreach (var value in scale)
        {
            if (!double.IsFinite(value) || value.Equals(0))
            {
                throw new ArgumentOutOfRangeException(nameof(scale), value, "A scale is a finite number other than 0.");
            }
        }

        return new([.. mean], [.. scale]);
    }

    /// <summary>
    /// Mean and standard deviation of samples [n, ...], over all samples for each element, or over all elements. NaN, a missing value, is
    /// ignored.
    /// </summary>
    /// <param name="samples">The training samples, without held-out ones.</param>
    /// <param name="perElement">Whether each element of a sample has its own mean and scale; otherwise one for all, as for pixels.</param>
    /// <remarks>
    /// Elements that are constant, or always missing, are divided by 1. If a value is missing, the result is <see cref="Filling"/>.
    /// </remarks>
    public static Normalization Fit<T>(Tensor<T> samples, bool perElement = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        var width = perElement && samples.Shape.Rank > 0 ? samples.Length / Math.Max(1, samples.Shape[0].Size) : 1;

        // Mean and squares are accumulated sample by sample by Welford's method, so that large means lose no precision.
        var (count, mean, squares) = (new long[width], new double[width], new double[width]);
        for (var i = 0; i < samples.Length; i++)
        {
            var (value, place) = (double.CreateTruncating(samples.Span[i]), i % width);
            if (double.IsNaN(value))
            {
                continue;
            }

            var distance = value - mean[place];
            mean[place] += distance / ++count[place];
            squares[place] += distance * (value - mean[place]);
        }

        var fitted = Of(mean, [.. squares.Zip(count, (sum, n) => sum > 0 ? Math.Sqrt(sum / n) : 1)]);
        return count.Sum() < samples.Length ? fitted.Filling() : fitted;
    }

    /// <summary>The same, for missing values: if it was fitted to samples without any, but the exported file must accept them.</summary>
    /// <example><code>
    /// var options = new ExportOptions { Normalization = Normalization.Of([40, 1.7], [12, 0.1]).Filling() };
    /// </code></example>
    public Normalization Filling() => new(Mean, Scale) { FillsMissing = true };

    /// <summary>The normalized samples. NaN, a missing value, becomes 0: the mean.</summary>
    /// <exception cref="ShapeException">The number of means and scales does not fit a sample.</exception>
    public Dataset<T> Apply<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.WithInputs(Apply);
    }

    /// <summary>Batches whose inputs are normalized as they come, for data that are read from disk. NaN, a missing value, becomes 0: the mean.</summary>
    /// <exception cref="ShapeException">The number of means and scales does not fit a sample; when a batch is read.</exception>
    /// <example><code>
    /// var pets = ImageFolder.Open("pets").OrThrow();
    /// Batches&lt;float&gt; seen = Normalization.Of(mean: 127.5, scale: 64).Apply(pets.Read(pets.Places.Batches(32)));
    /// </code></example>
    public Batches<T> Apply<T>(Batches<T> batches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        return batches.Stage(
            (all, _) => all.Select(batch => Batch.Of(Apply(batch.Inputs), batch.Targets)),
            "normalized"
        );
    }

    /// <summary>The normalized tensor [n, ...]. NaN, a missing value, becomes 0: the mean.</summary>
    /// <exception cref="ShapeException">The number of means and scales does not fit a sample.</exception>
    public Tensor<T> Apply<T>(Tensor<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        Fit(Mean.Length, samples.Shape[1..]);
        Fit(Scale.Length, samples.Shape[1..]);
        T[] mean = [.. Mean.Select(T.CreateTruncating)];
        T[] scale = [.. Scale.Select(T.CreateTruncating)];
        var normalized = new Tensor<T>(samples.Shape);
        var from = samples.Span;
        var to = normalized.Writable;
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = T.IsNaN(from[i]) ? T.Zero : (from[i] - mean[i % mean.Length]) / scale[i % scale.Length];
        }

        return normalized;
    }

    /// <summary>The shape in which a number of values broadcasts to a sample.</summary>
    /// <exception cref="ShapeException">The number does not match <see cref="Mean"/>'s description.</exception>
    internal static Shape Fit(int count, Shape sample) =>
        count == 1 ? Shape.Scalar
        : count == sample.Size ? sample
        : sample.Rank > 0 && sample[^1] == count ? new Shape(count)
        : throw new ShapeException(
            nameof(Normalization),
            $"{count} numbers for a sample of {sample}",
            "give one number, one for each place of the last axis, or one for each element"
        );
}
