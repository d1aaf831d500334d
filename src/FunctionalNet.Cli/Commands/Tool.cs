using System.CommandLine;
using FunctionalNet.Cli.Display;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary>The tool: from arguments to an exit code. Whatever goes wrong on the way is one line, and never a trace.</summary>
internal static class Tool
{
    // A training that is stopped still writes what it has.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Tell mistakes at full length, and where in the program they were noticed.",
        Recursive = true,
    };

    /// <summary>Gets the commands, each with its arguments and options.</summary>
    public static RootCommand Root =>
        new("Train, run and look at neural networks: FunctionalNet on the command line.")
        {
            TrainCommand.Create(),
            PredictCommand.Create(),
            InspectCommand.Create(),
            WeightsCommand.Create(),
            ExplainCommand.Create(),
            LecturesCommand.Create(),
            VerifyCommand.Create(),
            GradCommand.Create(),
            GradCheckCommand.Create(),
            GenerateCommand.Create(),
            FitCommand.Create(),
            ConvertCommand.Create(),
            QuantizeCommand.Create(),
            CompareCommand.Create(),
            WebCommand.Create(),
            Verbose,
        };

    /// <summary>Does what the arguments ask for.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var output = new Output(Console.Out);
        Console.SetOut(new Output(output, Printable.Of));
        Console.SetError(new Output(Console.Error));
        AnsiConsole.Console = TerminalOutput.Console(output);

        var code = await Invoke(arguments.Length == 0 ? ["--help"] : arguments).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
        return output.Failure is { } failure && code == 0
            ? Answer.Failure($"what was asked is done, but standard output takes no text: {Innermost(failure)}")
            : code;
    }

    private static async Task<int> Invoke(string[] arguments)
    {
        try
        {
            var parsed = Root.Parse(arguments);
            Answer.IsVerbose = parsed.GetValue(Verbose);
            string[] mistakes = [.. parsed.Errors.Select(error => error.Message), .. Repeated.In(parsed)];

            // One clear line about mistakes, rather than the whole help.
            if (mistakes.Length > 0)
            {
                return Answer.Failure(
                    $"{string.Join(' ', mistakes.Distinct(StringComparer.Ordinal))} See: fnet {Answer.Path(parsed.CommandResult)}--help"
                );
            }

            if (parsed.Action == parsed.CommandResult.Command.Action && Settings() is { } wrong)
            {
                return Answer.Failure(wrong);
            }

            // Ctrl-C is each command's own matter: a training stops after the step and writes what it has.
            return await parsed
                .InvokeAsync(new() { ProcessTerminationTimeout = LongestStop, EnableDefaultExceptionHandler = false })
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Answer.Failure(e);
        }
    }

    // What is wrong with the environment variables, before any work.
    private static string? Settings()
    {
        try
        {
            _ = (Team.Shared.Threads, Simd.Width, ReadLimit.Bytes);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;
}
