using System.CommandLine;
using System.CommandLine.Invocation;
using FunctionalNet.Cli.Display;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;
using FunctionalNet.Runtime;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary>The tool: from arguments to an exit code. Every error is one line, never a stack trace.</summary>
internal static class Tool
{
    // The directive by which shells request completions.
    private const string Suggest = "[suggest";

    // A stopped training still writes its model.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets the commands, each with its arguments and options. There is one root a process: options that several commands share keep a list
    /// of all commands to which they were ever added.
    /// </summary>
    public static RootCommand Root { get; } = Create();

    /// <summary>Runs the tool with arguments.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var output = new Output(Console.Out);
        Console.SetError(new Output(Console.Error));
        ExitCode.Begin();
        CreatedFolders.Begin();
        NamedOutputs.Begin();
        OrtSession.IsSilent = true;

        var code = await Invoke(arguments.Length == 0 ? ["--help"] : arguments, output).ConfigureAwait(false);
        if (code != ExitCode.Done)
        {
            CreatedFolders.RemoveEmpty();
        }

        await output.FlushAsync().ConfigureAwait(false);
        return output.Failure is { } failure && code == ExitCode.Done
            ? ErrorLine.Print(
                $"standard output takes no text, so that what was printed is lost; files are written: {Innermost(failure)}"
            )
            : code;
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Train, run and look at neural networks: FunctionalNet on the command line.")
        {
            TrainCommand.Create(),
            RecipesCommand.Create(),
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
            CompletionCommand.Create(),
        };
        GlobalOptions.AddTo(root);
        return root;
    }

    private static async Task<int> Invoke(string[] arguments, Output output)
    {
        Tell(new(false, arguments.Contains(GlobalOptions.JsonName, StringComparer.Ordinal), false, false), output);
        var code = await Parsed(arguments, output).ConfigureAwait(false);
        if (GlobalOptions.Current.IsJson)
        {
            await output.WriteLineAsync(ExitCode.Json(code)).ConfigureAwait(false);
        }

        return code;
    }

    private static async Task<int> Parsed(string[] arguments, Output output)
    {
        try
        {
            var parsed = Root.Parse(arguments);
            var isCommand = parsed.Action == parsed.CommandResult.Command.Action;
            var isText = arguments[0].StartsWith(Suggest, StringComparison.Ordinal);
            string[] mistakes = isText ? [] : CommandLineErrors.In(parsed);
            var said = GlobalOptions.Of(parsed);
            var isJson = said.IsJson && (isCommand || mistakes.Length > 0);
            Tell(said with { IsJson = isJson, Command = $"fnet {string.Join(' ', arguments.Select(Quoted))}" }, output);
            return mistakes.Length > 0 ? ErrorLine.Print(Line(parsed, mistakes))
                : isCommand && Settings() is { } wrong ? ErrorLine.Print(wrong)
                : await Invoked(parsed, output).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return ErrorLine.Print(e);
        }
    }

    // A command that keeps something handles Ctrl-C by itself: a training stops after the step and writes its model.
    private static async Task<int> Invoked(ParseResult parsed, Output output)
    {
        using var stop = parsed.Action is SynchronousCommandLineAction ? new Interruption(output) : null;
        return await parsed
            .InvokeAsync(new() { ProcessTerminationTimeout = LongestStop, EnableDefaultExceptionHandler = false })
            .ConfigureAwait(false);
    }

    private static string Quoted(string argument) =>
        argument.Length > 0
        && argument.All(one => char.IsAsciiLetterOrDigit(one) || "-_./=:,".Contains(one, StringComparison.Ordinal))
            ? argument
            : $"'{argument}'";

    // One clear line about errors, rather than the whole help.
    private static string Line(ParseResult parsed, string[] mistakes) =>
        $"{string.Join(' ', mistakes)} See: fnet {ExitCode.Path(parsed.CommandResult)}--help";

    // JSON results are printed at the end, as one object; text results during the run.
    private static void Tell(GlobalOptions said, Output output)
    {
        GlobalOptions.Current = said;
        var people = said.IsJson ? TextWriter.Null : output;
        Console.SetOut(new Output(people, Printable.Of));
        AnsiConsole.Console = said.IsJson ? TerminalOutput.Plain(people) : TerminalOutput.Console(people);
    }

    // Errors in the environment variables, before any work.
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
