using System.CommandLine;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Verify;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet verify</c>: runs tests in the layout of ONNX's backend tests.</summary>
internal static class VerifyCommand
{
    private const string Own = "functionalnet";
    private const string Ort = "onnxruntime";

    private static readonly Argument<string[]> Folders = new("DIR")
    {
        Description =
            "A folder with model.onnx and test_data_set_*/input_*.pb, output_*.pb, or a folder of such folders.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> EngineName = Choice("--engine", "What runs the model.", Own, Ort);

    private static readonly Option<string?> PrecisionName = Precisions.Optional(
        "The number type to compute in; that of the model's inputs and outputs if absent."
    );

    private static readonly Option<double> Relative = Number.Option(
        "--rtol",
        "The relative tolerance.",
        Tolerance.Usual.Relative
    );

    private static readonly Option<double> Absolute = Number.Option(
        "--atol",
        "The absolute tolerance.",
        Tolerance.Usual.Absolute
    );

    public static Command Create()
    {
        var command = new Command("verify", "Run models on given inputs and compare with the expected outputs.")
        {
            Folders,
            EngineName,
            PrecisionName,
            Relative,
            Absolute,
        };
        command.SetAction(arguments =>
        {
            var tolerance = new Tolerance(arguments.GetValue(Relative), arguments.GetValue(Absolute));
            var verifier = new Verifier(
                arguments.GetValue(EngineName) == Ort
                    ? Engine.Ort
                    : arguments.GetValue(PrecisionName) switch
                    {
                        Precisions.Double => Engine.Own<double>,
                        Precisions.Float => Engine.Own<float>,
                        _ => Engine.Own,
                    },
                tolerance
            );
            return ExitCode.Of(Run(arguments.GetValue(Folders)!, verifier));
        });
        return command;
    }

    /// <summary>An option with a fixed set of values, the first of which is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private static ResultOrError Run(IReadOnlyList<string> folders, Verifier verifier)
    {
        if (folders.Select(Files.ExistingFolder).FirstOrDefault(folder => folder.IsLeft).Case is Error missing)
        {
            return Error.New($"{missing.Message}: a test is a folder with model.onnx and test_data_set_0");
        }

        var verdicts = new List<Verdict>();
        foreach (var folder in folders)
        {
            var tests = Verifier.Tests(folder);
            if (tests.Count == 0)
            {
                return Error.New($"{folder} holds no model.onnx, and neither do the folders in it");
            }

            foreach (var test in tests)
            {
                var verdict = verifier.Verify(test);
                verdicts.Add(verdict);
                if (verdict.Outcome != Outcome.Passed)
                {
                    Console.WriteLine(
                        Printable.Line(GlobalOptions.Current.IsVerbose ? $"{verdict}" : Wording.Of($"{verdict}"))
                    );
                }
            }
        }

        var (passed, failed, skipped) = (Count(Outcome.Passed), Count(Outcome.Failed), Count(Outcome.Skipped));
        Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
        return Result.Judged(
            failed == 0,
            new
            {
                passed,
                failed,
                skipped,
                tests = verdicts.Select(verdict => new
                {
                    folder = verdict.Folder,
                    outcome = verdict.Outcome,
                    reason = verdict.Reason,
                }),
            }
        );

        int Count(Outcome outcome) => verdicts.Count(verdict => verdict.Outcome == outcome);
    }
}
