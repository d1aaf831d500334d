using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionalNet.Cli.Display;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// A log file with one line of JSON per step, written epoch by epoch, so that it can be followed. If it cannot be written any more, the
/// training continues without it.
/// </summary>
internal sealed class StepLog : IDisposable
{
    private readonly string path;
    private readonly Display.Output writer;

    private readonly long logged;

    private StepLog(string path, TextWriter writer, long logged) =>
        (this.path, this.writer, this.logged) = (path, new(writer), logged);

    /// <summary>A result that says if the file could not be written completely.</summary>
    public Result Judge(Result result) =>
        result.Code == ExitCode.Done && writer.Failure is { } failure
            ? result with
            {
                Code = ErrorLine.Print($"cannot write {path}: {failure.Message}"),
            }
            : result;

    /// <summary>Opens a file; none for an empty path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="goesOn">Whether to append, after an interrupted run; else the file is emptied.</param>
    public static Either<Error, StepLog> Open(string path, bool goesOn)
    {
        try
        {
            var before = goesOn && FileKinds.Of(path) == FileKind.Regular ? Last(path) : 0;

            // Each line in one write, so that a killed process leaves complete lines.
            return new StepLog(
                path,
                path.Length == 0 ? StreamWriter.Null : new StreamWriter(path, append: before > 0) { AutoFlush = true },
                before
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
        foreach (var step in learned.Steps.Where(step => step.Step > logged))
        {
            writer.WriteLine(Line(step));
        }

        writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    // The number of the last logged step; 0 if the file is not such a log.
    private static long Last(string path)
    {
        try
        {
            return
                File.ReadLines(path).LastOrDefault() is { } line
                && JsonNode.Parse(line)?["step"] is JsonValue step
                && step.TryGetValue<long>(out var number)
                ? number
                : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

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
