using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// y = (x - mean) / scale, written into an exported file, so that whoever runs it feeds raw data; the shape of x.
/// </summary>
/// <example><code>
/// var pixels = Normalization.Of(mean: 0, scale: 255);
/// var iris = Normalization.Of([5.84, 3.05, 3.76, 1.20], [0.83, 0.43, 1.76, 0.76]);
/// trained.Model.SaveOnnx("iris.onnx", new() { Normalization = iris });
/// </code></example>
public sealed class Normalization
{
    private Normalization(ImmutableArray<double> mean, ImmutableArray<double> scale) => (Mean, Scale) = (mean, scale);

    /// <summary>Gets what is subtracted: one number, one for each place of the last axis, or one for each element.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>Gets what is divided by, likewise; often the standard deviation.</summary>
    public ImmutableArray<double> Scale { get; }

    /// <summary>The same mean and scale for all elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is 0, or a number is not finite.</exception>
    public static Normalization Of(double mean, double scale) => Of([mean], [scale]);

    /// <summary>A mean and a scale for each place of the last axis, or for each element of a sample in row-major order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A scale is 0, or a number is not finite.</exception>
    public static Normalization Of(ReadOnlySpan<double> mean, ReadOnlySpan<double> scale)
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

    /// <summary>The shape under which as many numbers meet one sample.</summary>
    /// <exception cref="ShapeException">The number is none that <see cref="Mean"/> describes.</exception>
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
