namespace FunctionalNet.Execution;

/// <summary>An integer is larger than the number type of an executor holds exactly. It is never rounded silently.</summary>
/// <param name="message">Which number, where it occurred, and what to do.</param>
internal sealed class InexactNumberException(string message) : OverflowException(message);
