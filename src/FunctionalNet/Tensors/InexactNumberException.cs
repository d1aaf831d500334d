namespace FunctionalNet.Execution;

/// <summary>A whole number is larger than the number type of an executor holds exactly. It is never rounded in silence.</summary>
/// <param name="message">Which number, where it came up, and what to do.</param>
internal sealed class InexactNumberException(string message) : OverflowException(message);
