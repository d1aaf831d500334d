using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.Runtime;

/// <summary>A file that is rewritten from another: both are run, and the new one is published only if their outputs agree.</summary>
internal static class FileRewriting
{
    /// <summary>Reads a file, modifies it, writes it and compares the two.</summary>
    /// <param name="from">The file of the model.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="change">Modifies the model.</param>
    /// <param name="isExternal">Whether weights become external data.</param>
    /// <param name="samples">Samples for the comparison; random ones if null.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="given">What is given of random inputs.</param>
    /// <param name="tolerance">The tolerance of outputs, |a - b| up to tolerance (1 + |a|); any finite difference if absent.</param>
    public static Either<Error, ComparisonReport> Write(
        string from,
        string to,
        Func<ModelProto, Either<Error, ModelProto>> change,
        bool isExternal,
        Tensor<float>? samples,
        Tensor<float>? labels,
        GivenInputs given,
        double tolerance = double.PositiveInfinity
    ) =>
        OnnxPredictor
            .Load(from)
            .Bind(predictor =>
            {
                using (predictor)
                {
                    return ModelFile
                        .Read(from)
                        .Bind(model => Changed(model, from, change))
                        .Bind(model =>
                            VerifiedFile.Write(
                                to,
                                draft =>
                                {
                                    ModelFile.Write(model, draft, isExternal);
                                    return OnnxComparison
                                        .Of((predictor, from), draft.Path, samples, labels, given)
                                        .Bind(report => Judged(report, tolerance));
                                }
                            )
                        );
                }
            });

    // ONNX Runtime has loaded the file, so it is valid; it may still contain something that this change does not support.
    private static Either<Error, ModelProto> Changed(
        ModelProto model,
        string path,
        Func<ModelProto, Either<Error, ModelProto>> change
    )
    {
        try
        {
            return change(model);
        }
        catch (Exception error)
            when (error is FormatException or OverflowException or (InvalidOperationException and not ShapeException))
        {
            return Error.New($"{path}: {error.Message}");
        }
    }

    private static Either<Error, ComparisonReport> Judged(ComparisonReport report, double tolerance) =>
        report.Outputs.FirstOrDefault(output => !double.IsFinite(output.Relative) || output.Relative > tolerance)
            is { } wrong
            ? Error.New(
                Agreement.DisagreementCode,
                double.IsFinite(wrong.Relative)
                    ? FormattableString.Invariant(
                        $"the output '{wrong.Name}' is off by up to {wrong.Largest:G4}; |a - b| / (1 + |a|) is up to {wrong.Relative:G4}, where {tolerance:G4} is allowed"
                    )
                    : $"the output '{wrong.Name}' is not finite in one of the two where it is in the other"
            )
            : report;
}
