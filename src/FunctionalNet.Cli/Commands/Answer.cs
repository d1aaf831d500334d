using System.CommandLine.Parsing;
using System.Reflection;
using FunctionalNet.Cli.Display;
using FunctionalNet.Runtime;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// How a command ends: <see cref="Answered"/> is its result, or what is wrong with the world, which becomes one line on standard error
/// and the exit code <see cref="Wrong"/>. With <c>--json</c> either becomes one JSON object on standard output, too.
/// </summary>
internal static class Answer
{
    /// <summary>The exit code of what was done as asked.</summary>
    public const int Done = 0;

    /// <summary>The exit code of a command that judged and found a failure.</summary>
    public const int Failed = 1;

    /// <summary>The exit code of a mistake in the command line or in what it names, and of anything else for which it was not done.</summary>
    public const int Wrong = 2;

    /// <summary>The exit code after Ctrl-C, by the custom of shells.</summary>
    public const int Interrupted = 130;

    private static readonly Lock Gate = new();
    private static object? found;
    private static string? complaint;

    /// <summary>Forgets what an earlier command came to.</summary>
    public static void Begin()
    {
        lock (Gate)
        {
            (found, complaint) = (null, null);
        }
    }

    /// <summary>What the command came to as JSON: the properties of its result, the exit code, and what went wrong, if anything.</summary>
    public static string Json(int code)
    {
        lock (Gate)
        {
            return JsonText.Of(found, code, complaint);
        }
    }

    /// <summary>The exit code of a result. What went wrong is told.</summary>
    public static int Of(Answered answered) => answered.Match(Right: Of, Left: Failure);

    /// <summary>The exit code of a result.</summary>
    public static int Of(Result result)
    {
        lock (Gate)
        {
            found = result.Value;
        }

        return result.Code;
    }

    /// <summary>Says what went wrong, on one line.</summary>
    public static int Failure(Error error)
    {
        Failure(error.Message);
        return error.Code == Agreement.DisagreementCode ? Failed : Wrong;
    }

    /// <summary>Says what went wrong, on one line.</summary>
    public static int Failure(string message)
    {
        var line = GlobalOptions.Current.IsVerbose ? Printable.Of(message) : Printable.Line(message);
        lock (Gate)
        {
            complaint ??= line;
        }

        Console.Error.WriteLine($"fnet: {line}");
        return Wrong;
    }

    /// <summary>Says what went wrong where nobody expected it, on one line.</summary>
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
            : $"{e.Message} ({e.GetType().Name}; --verbose tells where)"
        );
    }

    /// <summary>The words that lead to a command, each followed by a space; none for the root.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : string.Empty;
}
