using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Import;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Verify;

/// <summary>Runs tests in the layout of ONNX's backend tests, and compares outputs with the expected ones.</summary>
/// <param name="Run">The engine.</param>
/// <param name="Tolerance">When two numbers are equal.</param>
internal sealed record Verifier(
    Func<ModelCase, ImmutableDictionary<string, Tensor<double>>, Either<Error, ImmutableArray<TypedTensor>>> Run,
    Tolerance Tolerance
)
{
    private const string Model = "model.onnx";

    /// <summary>The folders with a test at or below a folder, ordered by name.</summary>
    public static IReadOnlyList<string> Tests(string folder) =>
        File.Exists(Path.Combine(folder, Model))
            ? [folder]
            : [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(Tests)];

    /// <summary>Runs the test of a folder.</summary>
    public Verdict Verify(string folder) =>
        ModelCase
            .Load(Path.Combine(folder, Model))
            .Match(Right: model => Verify(folder, model), Left: error => Judge(folder, error));

    private static Verdict Judge(string folder, Error error) =>
        new(
            folder,
            error.Code == OnnxModel.UnsupportedCode ? Outcome.Skipped : Outcome.Failed,
            error.Message.Replace($"{Path.Combine(folder, Model)}: ", string.Empty, StringComparison.Ordinal)
        );

    private Verdict Verify(string folder, ModelCase model)
    {
        var sets = Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal).ToArray();
        if (sets.Length == 0)
        {
            return new(folder, Outcome.Failed, "it has no data");
        }

        foreach (var set in sets)
        {
            try
            {
                var verdict = Run(model, model.Data(set))
                    .Match(Right: outputs => Compare(folder, set, model, outputs), Left: error => Judge(folder, error));
                if (verdict.Outcome != Outcome.Passed)
                {
                    return verdict;
                }
            }
            catch (UnsupportedException error)
            {
                return new(folder, Outcome.Skipped, $"{error.What}: {Path.GetFileName(set)}: {error.Message}");
            }
            catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
            {
                return new(folder, Outcome.Failed, $"{Path.GetFileName(set)}: {error.Message}");
            }
        }

        return new(folder, Outcome.Passed, string.Empty);
    }

    private Verdict Compare(string folder, string set, ModelCase model, ImmutableArray<TypedTensor> outputs)
    {
        var expected = TensorFile.Numbered(set, "output");
        if (expected.Count != outputs.Length)
        {
            return new(folder, Outcome.Failed, $"got {outputs.Length} outputs instead of {expected.Count}");
        }

        var hasSignedZeros = SignedZeros.AreDefined(model.Operators);
        for (var i = 0; i < expected.Count; i++)
        {
            if (Tolerance.Difference(TensorFile.Load(expected[i]), outputs[i], hasSignedZeros) is { } difference)
            {
                return new(folder, Outcome.Failed, $"output '{model.Outputs[i]}': {difference}");
            }
        }

        return new(folder, Outcome.Passed, string.Empty);
    }
}
