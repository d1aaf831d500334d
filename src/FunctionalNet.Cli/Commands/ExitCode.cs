using System.CommandLine.Parsing;
using FunctionalNet.Cli.Display;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// The end of a command: <see cref="ResultOrError"/> is its result or its error, which becomes one line on standard error and the exit code
/// <see cref="NotCompleted"/>. With <c>--json</c> either becomes one JSON object on standard output, too.
/// </summary>
internal static class ExitCode
{
    /// <summary>The exit code of success.</summary>
    public const int Done = 0;

    /// <summary>The exit code of a check that failed.</summary>
    public const int Failed = 1;

    /// <summary>
    /// The exit code of an error in the command line or in its files, and of any other reason for which the command was not completed.
    /// </summary>
    public const int NotCompleted = 2;

    /// <summary>The exit code after Ctrl-C, as in shells.</summary>
    public const int Interrupted = 130;

    private static readonly Lock Gate = new();
    private static object? found;

    /// <summary>Clears the result of an earlier command.</summary>
    public static void Begin()
    {
        lock (Gate)
        {
            found = null;
        }

        ErrorLine.Begin();
    }

    /// <summary>The result of the command as JSON: its properties, the exit code, and the error, if any.</summary>
    public static string Json(int code)
    {
        lock (Gate)
        {
            return JsonText.Of(found, code, ErrorLine.First);
        }
    }

    /// <summary>The exit code of a result or error. An error is printed by <see cref="ErrorLine"/>.</summary>
    public static int Of(ResultOrError answered) => answered.Match(Right: Of, Left: ErrorLine.Print);

    /// <summary>The exit code of a result.</summary>
    public static int Of(Result result)
    {
        lock (Gate)
        {
            found = result.Value;
        }

        return result.Code;
    }

    /// <summary>The names of the parent commands and the command, each followed by a space; empty for the root.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : string.Empty;
}
