using FunctionalNet.Cli.Display;

namespace FunctionalNet.Cli.Commands;

/// <summary>The result of a command.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Value">An object whose properties are written by <c>--json</c>.</param>
internal sealed record Result(int Code, object Value)
{
    /// <summary>The result of a command that succeeded.</summary>
    public static Result Of(object value) => new(ExitCode.Done, value);

    /// <summary>The result of a check.</summary>
    public static Result Judged(bool isRight, object value) => new(isRight ? ExitCode.Done : ExitCode.Failed, value);

    /// <summary>The result of a command that Ctrl-C may have ended early.</summary>
    public static Result Until(bool isStopped, object value) =>
        new(isStopped ? ExitCode.Interrupted : ExitCode.Done, value);

    /// <summary>The result of a command that Ctrl-C ended before there was anything to save, which is printed.</summary>
    public static Result Nothing(string message)
    {
        ErrorLine.Print(message);
        return new(ExitCode.Interrupted, new { });
    }
}
