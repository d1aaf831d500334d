using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet;

/// <summary>Two model files side by side in ONNX Runtime.</summary>
public static class OnnxComparison
{
    private const int Drawn = 64;
    private const int Rows = 256;

    /// <summary>How the first outputs of two models of one input differ.</summary>
    /// <param name="first">A file.</param>
    /// <param name="second">Another, which takes the same inputs.</param>
    /// <param name="samples">Inputs [n, ...]; random ones if null.</param>
    /// <param name="labels">The class of each sample, [n]; for the accuracy.</param>
    /// <returns>The differences, or an error: a file cannot be read, or does not take the samples.</returns>
    /// <example><code>ComparisonReport report = OnnxComparison.Of("a.onnx", "b.onnx").OrThrow();</code></example>
    public static Either<Error, ComparisonReport> Of(
        string first,
        string second,
        Tensor<float>? samples = null,
        Tensor<float>? labels = null
    )
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return OnnxPredictor
            .Load(first)
            .Bind(a =>
            {
                using (a)
                {
                    return OnnxPredictor
                        .Load(second)
                        .Bind(b =>
                        {
                            using (b)
                            {
                                return Checked(a, samples)
                                    .Bind(x =>
                                        from ours in Outputs(a, x, first)
                                        from theirs in Outputs(b, x, second)
                                        from report in Report(
                                            ours,
                                            theirs,
                                            labels,
                                            (ModelFile.Bytes(first), ModelFile.Bytes(second))
                                        )
                                        select report
                                    );
                            }
                        });
                }
            });
    }

    private static Either<Error, Tensor<float>> Checked(OnnxPredictor model, Tensor<float>? samples)
    {
        if (model.Inputs is not [var input] || model.Outputs.IsEmpty)
        {
            return Error.New($"files of one input are compared, not of {string.Join("; ", model.Inputs)}");
        }

        if (samples is not null)
        {
            return samples;
        }

        Shape shape = new([
            .. input.Type.Shape.Select(
                (dim, axis) =>
                    dim.IsKnown ? dim
                    : axis == 0 ? (Dim)Drawn
                    : (Dim)1
            ),
        ]);
        var drawn = new float[shape.Size];
        ((Key)0).Normal<float>(drawn);
        return Tensor.Of(
            shape,
            input.Type.Element == ElementType.Float ? drawn : [.. drawn.Select(value => value > 0 ? 1f : 0f)]
        );
    }

    // In pieces, so that a large data set needs no more memory for what lies between.
    private static Either<Error, List<float[]>> Outputs(OnnxPredictor model, Tensor<float> samples, string path)
    {
        try
        {
            var rows = new List<float[]>();
            var free = !model.Inputs[0].Type.Shape[0].IsKnown;
            foreach (var batch in free ? new Dataset<float>(samples, samples).Batches(Rows).AsEnumerable() : [Whole()])
            {
                var output = model.Run(batch.Inputs)[0];
                rows.AddRange(output.Span.ToArray().Chunk(Math.Max(1, output.Length / batch.Count)));
            }

            return rows;
        }
        catch (Exception error) when (error is ShapeException or OnnxRuntimeException or ArgumentException)
        {
            return Error.New($"{path}: {error.Message}");
        }

        Batch<float> Whole() => Batch.Of(samples, samples);
    }

    private static Either<Error, ComparisonReport> Report(
        List<float[]> ours,
        List<float[]> theirs,
        Tensor<float>? labels,
        (long First, long Second) bytes
    )
    {
        if (ours.Count != theirs.Count || ours.Count == 0 || ours[0].Length != theirs[0].Length)
        {
            return Error.New(
                $"the outputs are of different sizes: {ours.Count} times {ours.FirstOrDefault()?.Length}, and {theirs.Count} times {theirs.FirstOrDefault()?.Length}"
            );
        }

        if (labels is not null && labels.Length != ours.Count)
        {
            return Error.New($"there are {labels.Length} labels for {ours.Count} samples");
        }

        var (largest, sum, count, same) = (0.0, 0.0, 0L, 0);
        for (var row = 0; row < ours.Count; row++)
        {
            for (var i = 0; i < ours[row].Length; i++)
            {
                var difference = ours[row][i].Equals(theirs[row][i])
                    ? 0
                    : Math.Abs((double)ours[row][i] - theirs[row][i]);
                (largest, sum, count) = (Math.Max(largest, difference), sum + difference, count + 1);
            }

            same += Place(ours[row]) == Place(theirs[row]) ? 1 : 0;
        }

        return new ComparisonReport(
            ours.Count,
            largest,
            sum / Math.Max(1, count),
            (double)same / ours.Count,
            bytes,
            labels is null ? null : (Accuracy(ours, labels), Accuracy(theirs, labels))
        );
    }

    private static double Accuracy(List<float[]> rows, Tensor<float> labels) =>
        rows.Where((row, i) => Place(row) == (int)labels.Span[i]).Count() / (double)rows.Count;

    private static int Place(float[] row) => Array.IndexOf(row, row.Max());
}
