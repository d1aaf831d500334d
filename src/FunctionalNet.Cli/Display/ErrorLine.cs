using System.Reflection;
using FunctionalNet.Cli.Commands;
using FunctionalNet.Runtime;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// The line on standard error by which a command tells an error, <c>fnet: ...</c>: all errors are printed here. The result is the exit code
/// that belongs to the error.
/// </summary>
internal static class ErrorLine
{
    private static readonly Lock Gate = new();
    private static string? first;

    /// <summary>Gets the first line of this command; null if there is none.</summary>
    public static string? First
    {
        get
        {
            lock (Gate)
            {
                return first;
            }
        }
    }

    /// <summary>Forgets the lines of an earlier command.</summary>
    public static void Begin()
    {
        lock (Gate)
        {
            first = null;
        }
    }

    /// <summary>Prints an error.</summary>
    public static int Print(Error error)
    {
        Print(error.Message);
        return error.Code == Agreement.DisagreementCode ? ExitCode.Failed : ExitCode.NotCompleted;
    }

    /// <summary>Prints a message.</summary>
    public static int Print(string message)
    {
        var line = GlobalOptions.Current.IsVerbose ? Printable.Of(message) : Printable.Line(Wording.Of(message));
        lock (Gate)
        {
            first ??= line;
        }

        Console.Error.WriteLine($"fnet: {line}");
        return ExitCode.NotCompleted;
    }

    /// <summary>Prints an unexpected exception.</summary>
    public static int Print(Exception e)
    {
        var isVerbose = GlobalOptions.Current.IsVerbose;
        if (
            e is AggregateException { InnerException: { } } or TargetInvocationException { InnerException: { } }
            && !isVerbose
        )
        {
            return Print(e.InnerException);
        }

        return Print(
            isVerbose ? $"{e}"
            : e is OutOfMemoryException ? $"there is not enough memory: {e.Message}"
            : $"{Wording.Of(e.Message)} (--verbose tells where)"
        );
    }
}
