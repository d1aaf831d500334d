using System.CommandLine.Parsing;
using System.Reflection;
using FunctionalNet.Cli.Display;
using FunctionalNet.Runtime;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// The end of a command: <see cref="ResultOrError"/> is its result or its error, which becomes one line on standard error and the exit code
/// <see cref="Wrong"/>. With <c>--json</c> either becomes one JSON object on standard output, too.
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
    public const int Wrong = 2;

    /// <summary>The exit code after Ctrl-C, as in shells.</summary>
    public const int Interrupted = 130;

    private static readonly Lock Gate = new();
    private static object? found;
    private static string? complaint;

    /// <summary>Clears the result of an earlier command.</summary>
    public static void Begin()
    {
        lock (Gate)
        {
            (found, complaint) = (null, null);
        }
    }

    /// <summary>The result of the command as JSON: its properties, the exit code, and the error, if any.</summary>
    public static string Json(int code)
    {
        lock (Gate)
        {
            return JsonText.Of(found, code, complaint);
        }
    }

    /// <summary>The exit code of a result or error. An error is printed.</summary>
    public static int Of(ResultOrError answered) => answered.Match(Right: Of, Left: Failure);

    /// <summary>The exit code of a result.</summary>
    public static int Of(Result result)
    {
        lock (Gate)
        {
            found = result.Value;
        }

        return result.Code;
    }

    /// <summary>Prints an error on one line.</summary>
    public static int Failure(Error error)
    {
        Failure(error.Message);
        return error.Code == Agreement.DisagreementCode ? Failed : Wrong;
    }

    /// <summary>Prints an error on one line.</summary>
    public static int Failure(string message)
    {
        var line = GlobalOptions.Current.IsVerbose ? Printable.Of(message) : Printable.Line(Wording.Of(message));
        lock (Gate)
        {
            complaint ??= line;
        }

        Console.Error.WriteLine($"fnet: {line}");
        return Wrong;
    }

    /// <summary>Prints an unexpected exception on one line.</summary>
    public static int Failure(Exception e)
    {
        var isVerbose = GlobalOptions.Current.IsVerbose;
        if (
            e is AggregateException { InnerException: { } } or TargetInvocationException { InnerException: { } }
            && !isVerbose
        )
        {
            return Failure(e.InnerException);
        }

        return Failure(
            isVerbose ? $"{e}"
            : e is OutOfMemoryException ? $"there is not enough memory: {e.Message}"
            : $"{Wording.Of(e.Message)} (--verbose tells where)"
        );
    }

    /// <summary>The names of the parent commands and the command, each followed by a space; empty for the root.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : string.Empty;
}
