namespace FunctionalNet.Import;

/// <summary>What stands in a file is sound, but nothing that this library reads: an operator, a form of one, a type.</summary>
/// <param name="what">The operator or type.</param>
/// <param name="message">What about it is not supported.</param>
/// <param name="inner">What was thrown before its place was known.</param>
internal sealed class UnsupportedException(string what, string message, Exception? inner = null)
    : FormatException(message, inner)
{
    /// <summary>Gets the operator or type.</summary>
    public string What => what;
}
