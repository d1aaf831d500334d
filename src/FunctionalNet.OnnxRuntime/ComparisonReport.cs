using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The differences between the outputs of two model files on the same inputs, in ONNX Runtime.</summary>
/// <param name="Samples">The number of samples.</param>
/// <param name="LargestDifference">The largest |a - b| of all outputs; NaN if one of the two is NaN.</param>
/// <param name="MeanDifference">The mean of |a - b|.</param>
/// <param name="SameClass">The share of samples for which both models have the same class, the index of the largest score of the first
/// output; a sample with a NaN has none, which is never the same.</param>
/// <param name="Bytes">The sizes of the files, including those of their weights.</param>
/// <param name="Accuracy">The accuracy of each model; null without labels.</param>
/// <example><code>
/// ComparisonReport report = OnnxComparison.Of("digits.onnx", "digits.int8.onnx", digits.Inputs, digits.Targets).OrThrow();
/// Console.WriteLine(report); // at most 0.031 apart on 1,797 samples, ...
/// </code></example>
public sealed record ComparisonReport(
    int Samples,
    double LargestDifference,
    double MeanDifference,
    double SameClass,
    (long First, long Second) Bytes,
    (double First, double Second)? Accuracy
)
{
    /// <summary>Gets the differences of each output, in the order of the first file.</summary>
    public ImmutableArray<OutputDifference> Outputs { get; init; } = [];

    /// <summary>Gets the storage form of the weights of the second file, if it was just quantized; else empty.</summary>
    public string Weights { get; init; } = string.Empty;

    /// <summary>A summary in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"at most {LargestDifference:G3} apart on {Samples:N0} samples, {MeanDifference:G3} in the mean, the same class for {SameClass:P2}; {Bytes.First:N0} and {Bytes.Second:N0} bytes{(Accuracy is { } both ? FormattableString.Invariant($"; accuracy {both.First:P2} and {both.Second:P2}") : string.Empty)}{(Weights.Length > 0 ? $"; weights in {Weights}" : string.Empty)}"
        );
}
