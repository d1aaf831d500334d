using System.Text;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// Standard output or error, for results that matter more than their display: if it can no longer be written, because the disk is full or
/// the stream closed, that is recorded and does not end the command.
/// </summary>
/// <param name="inner">The underlying writer.</param>
/// <param name="change">A transformation of the text.</param>
internal sealed class Output(TextWriter inner, Func<string, string>? change = null) : TextWriter
{
    /// <summary>Gets why nothing can be written any more; null if everything could be.</summary>
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
