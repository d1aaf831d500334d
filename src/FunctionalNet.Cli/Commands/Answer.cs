using System.CommandLine.Parsing;
using System.Reflection;
using FunctionalNet.Cli.Display;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// How a command ends: <see cref="ExitCode"/> is the exit code, or what is wrong with the world, which becomes one line on
/// standard error and the exit code 1.
/// </summary>
internal static class Answer
{
    /// <summary>The exit code after Ctrl-C, by the custom of shells.</summary>
    public const int Interrupted = 130;

    /// <summary>Gets or sets a value indicating whether mistakes are told at full length.</summary>
    public static bool IsVerbose { get; set; }

    /// <summary>The exit code of a result. What went wrong is told.</summary>
    public static int Of(ExitCode result) => result.IfLeft(error => Failure(error.Message));

    /// <summary>Says what went wrong, on one line.</summary>
    public static int Failure(string message)
    {
        Console.Error.WriteLine($"fnet: {(IsVerbose ? Printable.Of(message) : Printable.Line(message))}");
        return 1;
    }

    /// <summary>Says what went wrong where nobody expected it, on one line.</summary>
    public static int Failure(Exception e)
    {
        if (
            e is AggregateException { InnerException: { } } or TargetInvocationException { InnerException: { } }
            && !IsVerbose
        )
        {
            return Failure(e.InnerException);
        }

        return Failure(
            IsVerbose ? $"{e}"
            : e is OutOfMemoryException ? $"there is not enough memory: {e.Message}"
            : $"{e.Message} ({e.GetType().Name}; --verbose tells where)"
        );
    }

    /// <summary>The words that lead to a command, each followed by a space; none for the root.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : string.Empty;
}
