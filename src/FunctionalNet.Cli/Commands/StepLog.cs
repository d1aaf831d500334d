using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// A file for one line of JSON a step, written epoch by epoch, so that others can follow it. Where it cannot be written any more, the
/// training goes on without it.
/// </summary>
internal sealed class StepLog : IDisposable
{
    private readonly string path;
    private readonly Display.Output writer;

    private StepLog(string path, TextWriter writer) => (this.path, this.writer) = (path, new(writer));

    /// <summary>Gets what is wrong with the file; null if nothing is.</summary>
    public Error? Wrong => writer.Failure is { } failure ? Error.New($"cannot write {path}: {failure.Message}") : null;

    /// <summary>Opens a file, which is empty then; none for an empty path.</summary>
    public static Either<Error, StepLog> Open(string path)
    {
        try
        {
            // Each line as a whole, so that what is killed leaves whole lines.
            return new StepLog(
                path,
                path.Length == 0 ? StreamWriter.Null : new StreamWriter(path) { AutoFlush = true }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write {path}: {e.Message}");
        }
    }

    /// <summary>Writes a line for each step of an epoch.</summary>
    public void Add(FitProgress<float> learned)
    {
        foreach (var step in learned.Steps)
        {
            writer.WriteLine(Line(step));
        }

        writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    // JSON has no NaN: it is null.
    private static string Line(StepLoss step) =>
        JsonSerializer.Serialize(
            new
            {
                step = step.Step,
                epoch = step.Epoch,
                loss = double.IsFinite(step.Loss) ? (float)step.Loss : (float?)null,
            }
        );
}
