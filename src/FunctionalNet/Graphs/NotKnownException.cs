namespace FunctionalNet;

/// <summary>An operator must know a value before the graph runs, and it comes only then: the file may be sound nevertheless.</summary>
/// <param name="message">Which operator, and which of its operands.</param>
internal sealed class NotKnownException(string message) : FormatException(message);
