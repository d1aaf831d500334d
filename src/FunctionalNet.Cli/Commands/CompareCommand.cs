using System.CommandLine;
using FunctionalNet.Cli.Display;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet compare</c>: two ONNX files on the same inputs.</summary>
internal static class CompareCommand
{
    private static readonly Argument<FileInfo> First = new("A") { Description = "An ONNX file." };

    private static readonly Argument<FileInfo> Second = new("B") { Description = "Another one with the same inputs." };

    private static readonly Option<FileSystemInfo?> Data = DataOptions.Data(isRequired: false);

    private static readonly Option<string?> Target = DataOptions.Target();

    private static readonly Option<bool> DecimalComma = DataOptions.DecimalComma();

    private static readonly Option<double?> Tolerance = Number.Optional(
        "--tolerance",
        "The tolerance of outputs; if they differ by more, the exit code is 1."
    );

    public static Command Create()
    {
        var command = new Command("compare", "Run two ONNX models in ONNX Runtime on the same inputs.")
        {
            First,
            Second,
            Data,
            Target,
            DecimalComma,
            Tolerance,
        };
        PlannedModel.AddSizesTo(command);
        command.SetAction(arguments =>
            ExitCode.Of(
                from first in Files.Existing(arguments.GetValue(First)!)
                from second in Files.Existing(arguments.GetValue(Second)!)
                from given in PlannedModel.Given(arguments, first, arguments.GetValue(Data) is not null)
                from sizes in PlannedModel.OfSamples(arguments)
                from samples in ModelSamples.Of(
                    first,
                    arguments.GetValue(Data),
                    arguments.GetValue(Target),
                    arguments.GetValue(DecimalComma),
                    sizes
                )
                from report in ActivityIndicator.For(
                    $"comparing {first} with {second}",
                    () => OnnxComparison.Of(first, second, samples.Inputs, samples.Targets, given)
                )
                select Judged(first, second, report, samples.Inputs is null, arguments.GetValue(Tolerance))
            )
        );
        return command;
    }

    private static Result Judged(string first, string second, ComparisonReport report, bool isRandom, double? tolerance)
    {
        var isRight = tolerance is not { } max || report.LargestDifference <= max;
        var verdict = tolerance is { } allowed
            ? Invariant(
                $"{(isRight ? "PASS" : "FAIL")}: {report.LargestDifference:G4} apart at most, where {allowed:G4} is allowed"
            )
            : null;
        return Result.Judged(isRight, ResultTable.Show(first, second, report, isRandom, verdict: verdict));
    }
}
