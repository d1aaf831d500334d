namespace FunctionalNet.Cli.Commands;

/// <summary>What a command came to.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Value">What it found or made: an object, the properties of which are those that <c>--json</c> writes.</param>
internal sealed record Result(int Code, object Value)
{
    /// <summary>The result of a command that did what was asked.</summary>
    public static Result Of(object value) => new(Answer.Done, value);

    /// <summary>The result of a command that judges something.</summary>
    public static Result Judged(bool isRight, object value) => new(isRight ? Answer.Done : Answer.Failed, value);

    /// <summary>The result of a command that Ctrl-C may have ended early.</summary>
    public static Result Until(bool isStopped, object value) =>
        new(isStopped ? Answer.Interrupted : Answer.Done, value);

    /// <summary>The result of a command that Ctrl-C ended before there was anything to keep, which is told.</summary>
    public static Result Nothing(string message)
    {
        Answer.Failure(message);
        return new(Answer.Interrupted, new { });
    }
}
