using System.Collections.Immutable;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Compares two model files in ONNX Runtime.</summary>
public static class OnnxComparison
{
    /// <summary>
    /// The differences between all outputs of two models. Inputs and outputs are matched by name, or in order if names differ. Models with
    /// a free batch axis also run on batches of 1 and 3 samples.
    /// </summary>
    /// <param name="first">A file.</param>
    /// <param name="second">Another file with the same inputs.</param>
    /// <param name="samples">Inputs [n, ...] of models with one input; random ones if null.</param>
    /// <param name="labels">The class of each sample, [n]; for the accuracy of the first output.</param>
    /// <returns>The differences, or an error: a file cannot be read, does not accept the samples, or has other outputs.</returns>
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
        return Of(first, second, samples, labels, GivenInputs.None);
    }

    /// <summary>The same on inputs of which something is given.</summary>
    internal static Either<Error, ComparisonReport> Of(
        string first,
        string second,
        Tensor<float>? samples,
        Tensor<float>? labels,
        GivenInputs given
    ) =>
        OnnxPredictor
            .Load(first)
            .Bind(model =>
            {
                using (model)
                {
                    return Of((model, first), second, samples, labels, given);
                }
            });

    /// <summary>The same for a first model that is loaded already.</summary>
    internal static Either<Error, ComparisonReport> Of(
        (OnnxPredictor Model, string Path) first,
        string second,
        Tensor<float>? samples,
        Tensor<float>? labels,
        GivenInputs given
    ) =>
        OnnxPredictor
            .Load(second)
            .Bind(model =>
            {
                using (model)
                {
                    return from batches in SampleBatches.Of(first.Model.Inputs, samples, given)
                        from pair in ModelPair.Of(first, (model, second))
                        let others = SampleBatches.OfOtherSizes(first.Model.Inputs, samples, given).Where(pair.Takes)
                        from report in Report(pair, batches, others, labels)
                        select report with
                        {
                            Bytes = (ModelFile.Bytes(first.Path), ModelFile.Bytes(second)),
                        };
                }
            });

    private static Either<Error, ComparisonReport> Report(
        ModelPair pair,
        IEnumerable<Tensor<double>[]> batches,
        IEnumerable<Tensor<double>[]> others,
        Tensor<float>? labels
    )
    {
        var (outputs, classes) = (
            pair.Outputs.Select(name => new OutputDifferences(name)).ToArray(),
            new Classes(labels)
        );
        var samples = 0;
        Either<Error, Unit> gathered = Unit.Default;
        foreach (var batch in batches)
        {
            var rows = batch is [{ Shape.Rank: > 0 } x, ..] ? x.Shape[0].Size : 1;
            samples += rows;
            gathered = gathered.Bind(_ => pair.Run(batch)).Bind(both => Added(both, rows));
        }

        foreach (var batch in others)
        {
            gathered = gathered.Bind(_ => pair.Run(batch)).Map(both => Differ(both, isCounted: false));
        }

        return gathered.Bind<ComparisonReport>(_ =>
            labels is not null && (labels.Length != samples || classes.Rows != samples)
                ? Error.New(
                    $"there are {labels.Length} labels for {samples} samples, of which {classes.Rows} have scores"
                )
                : new ComparisonReport(
                    samples,
                    outputs.Select(output => output.Report.Largest).Aggregate(0.0, Math.Max),
                    outputs.Sum(output => output.Sum) / Math.Max(1, outputs.Sum(output => output.Count)),
                    classes.Same,
                    default,
                    classes.Accuracy
                )
                {
                    Outputs = [.. outputs.Select(output => output.Report)],
                }
        );

        Unit Differ(ImmutableArray<(Tensor<double> First, Tensor<double> Second)> both, bool isCounted)
        {
            for (var i = 0; i < both.Length; i++)
            {
                outputs[i].Add(both[i].First.Span, both[i].Second.Span, isCounted);
            }

            return Unit.Default;
        }

        Either<Error, Unit> Added(ImmutableArray<(Tensor<double> First, Tensor<double> Second)> both, int rows)
        {
            Differ(both, isCounted: true);
            try
            {
                if (both is [var scores, ..])
                {
                    classes.Add(scores.First.Span, scores.Second.Span, rows);
                }

                return Unit.Default;
            }
            catch (LabelException e)
            {
                return Error.New($"the labels are none of the model's classes: {e.Message}");
            }
        }
    }
}
