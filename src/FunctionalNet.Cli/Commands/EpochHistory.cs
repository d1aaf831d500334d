using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// The epochs of a training, of which a file beside its checkpoints keeps one line of JSON each, so that a resumed run tells those before
/// it. If the file cannot be written, the training continues without it.
/// </summary>
internal sealed class EpochHistory : IDisposable
{
    private const string Name = "epochs.jsonl";

    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly List<Epoch> epochs = [];
    private readonly ImmutableArray<Epoch> before;
    private readonly Display.Output writer;

    private EpochHistory(ImmutableArray<Epoch> before, TextWriter writer) =>
        (this.before, this.writer) = (before, new(writer));

    /// <summary>Gets the epochs of this run alone.</summary>
    public IReadOnlyCollection<Epoch> OfThisRun => epochs;

    /// <summary>Gets the epochs in order, those before a resume included; none if this run had none.</summary>
    public ImmutableArray<Epoch> All =>
        epochs.Count == 0
            ? []
            :
            [
                .. before
                    .Where(IsBefore)
                    .GroupBy(epoch => epoch.Number)
                    .Select(same => same.Last())
                    .OrderBy(epoch => epoch.Number),
                .. epochs.Skip(IsOver ? 1 : 0),
            ];

    // A run that was over before gives its last epoch again, without losses.
    private bool IsOver =>
        epochs is [{ Losses.IsEmpty: true, Number: var last }, ..] && before.Any(epoch => epoch.Number == last);

    /// <summary>Opens the file of a folder of checkpoints; none without checkpoints, and for all ranks but the first.</summary>
    /// <param name="options">The options of the training.</param>
    /// <param name="rank">The rank.</param>
    public static EpochHistory Open(TrainingOptions options, int rank)
    {
        if (options.Checkpoints is not { } checkpoints || rank > 0)
        {
            return new([], TextWriter.Null);
        }

        var path = Path.Combine(checkpoints.Folder, Name);
        try
        {
            ImmutableArray<Epoch> earlier =
                options.GoesOn && File.Exists(path) ? [.. File.ReadLines(path).SelectMany(Read)] : [];
            var lines = new StreamWriter(path, append: options.GoesOn) { AutoFlush = true };
            if (options.GoesOn)
            {
                // What a killed process left unfinished stays a line of its own.
                lines.WriteLine();
            }

            return new(earlier, lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new([], TextWriter.Null);
        }
    }

    /// <summary>Epochs as objects of the result.</summary>
    public static IEnumerable<object> Json(IEnumerable<Epoch> epochs) =>
        epochs.Select(epoch => new
        {
            epoch = epoch.Number,
            loss = epoch.Loss,
            heldOutLoss = epoch.HeldOut,
            learningRate = epoch.LearningRate,
            seconds = epoch.Duration.TotalSeconds,
            measures = epoch.Measures,
        });

    /// <summary>Adds an epoch.</summary>
    public void Add(FitProgress<float> learned)
    {
        epochs.Add(learned.Epoch);
        writer.WriteLine(JsonSerializer.Serialize(learned.Epoch, Options));
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    // With the measures of this run, which are the columns of the report.
    private bool IsBefore(Epoch epoch) =>
        (IsOver ? epoch.Number <= epochs[0].Number && !epoch.Losses.IsEmpty : epoch.Number < epochs[0].Number)
        && epoch.Measures.Keys.SequenceEqual(epochs[0].Measures.Keys, StringComparer.Ordinal);

    // A line that a killed process left unfinished is none.
    private static IEnumerable<Epoch> Read(string line)
    {
        try
        {
            return
                JsonSerializer.Deserialize<Epoch>(line, Options)
                    is { Losses.IsDefault: false, Measures: not null } epoch
                ? [epoch]
                : [];
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }
}
