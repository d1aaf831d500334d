using System.CommandLine.Parsing;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>How a command ends: exit code 0, or one line on standard error and exit code 1.</summary>
internal static class Answer
{
    /// <summary>The exit code after Ctrl-C, by the custom of shells.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a result.</summary>
    public static int Of(Either<Error, int> result) => result.IfLeft(error => Failure(error.Message));

    /// <summary>Says what went wrong, on one line.</summary>
    public static int Failure(string message)
    {
        Console.Error.WriteLine($"fnet: {message.ReplaceLineEndings(" ")}");
        return 1;
    }

    /// <summary>The words that lead to a command, each followed by a space; none for the root.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : string.Empty;
}
