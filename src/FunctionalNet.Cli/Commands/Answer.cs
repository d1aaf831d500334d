using System.CommandLine.Parsing;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// How a command ends: <see cref="ExitCode"/> is the exit code, or what is wrong with the world, which becomes one line on
/// standard error and the exit code 1.
/// </summary>
internal static class Answer
{
    /// <summary>The exit code after Ctrl-C, by the custom of shells.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a result. What went wrong is told.</summary>
    public static int Of(ExitCode result) => result.IfLeft(error => Failure(error.Message));

    /// <summary>Says what went wrong, on one line.</summary>
    public static int Failure(string message)
    {
        Console.Error.WriteLine($"fnet: {message.ReplaceLineEndings(" ").TrimEnd()}");
        return 1;
    }

    /// <summary>The words that lead to a command, each followed by a space; none for the root.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : string.Empty;
}
