namespace FunctionalNet.Import;

/// <summary>A file is valid, but uses a feature that this library does not support: an operator, a form of one, a type.</summary>
/// <param name="what">The operator or type.</param>
/// <param name="message">Which feature of it is not supported.</param>
/// <param name="inner">The exception before its location was known.</param>
internal sealed class UnsupportedException(string what, string message, Exception? inner = null)
    : FormatException(message, inner)
{
    /// <summary>Gets the operator or type.</summary>
    public string What => what;
}
