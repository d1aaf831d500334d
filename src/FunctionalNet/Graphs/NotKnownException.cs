namespace FunctionalNet;

/// <summary>
/// An operator needs the value of an operand before the graph runs, and the value is only available at run time: the file may be valid
/// nevertheless.
/// </summary>
/// <param name="message">The operator and its operand.</param>
internal sealed class NotKnownException(string message) : FormatException(message);
