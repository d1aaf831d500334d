using System.Text;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// Standard output, or the errors, of a tool whose work is worth more than what it tells: what can no longer be written there, on a full
/// disk or to what is closed, is noted and ends nothing.
/// </summary>
/// <param name="inner">Where the text goes.</param>
/// <param name="change">What becomes of it before.</param>
internal sealed class Output(TextWriter inner, Func<string, string>? change = null) : TextWriter
{
    /// <summary>Gets why nothing can be written there any more; null if everything could be.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void Write(string? value) =>
        Try(() => inner.Write(change is null ? value : change(value ?? string.Empty)));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write($"{value}{NewLine}");

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Try(inner.Dispose);
        }

        base.Dispose(disposing);
    }

    private void Try(Action write)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure = e;
        }
    }
}
