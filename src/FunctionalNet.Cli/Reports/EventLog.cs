using System.Globalization;
using FunctionalNet.Cli.Commands;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Reports;

/// <summary>
/// A training in TensorBoard while it runs: the model's graph and the hyperparameters at the start; after each epoch the losses, measures,
/// rate and the histogram of each parameter; at the end the pictures of wrongly classified samples. If the file cannot be written any more,
/// the training continues without it.
/// </summary>
internal sealed class EventLog : IDisposable
{
    private readonly string path;
    private readonly Stream file;
    private readonly int steps;
    private double time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private EventLog(string path, Stream file, int steps) => (this.path, this.file, this.steps) = (path, file, steps);

    private Error? Problem { get; set; }

    /// <summary>Opens a file in a folder; none for an empty path.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="recipe">The recipe of the training.</param>
    /// <param name="model">The model.</param>
    /// <param name="steps">The number of steps per epoch.</param>
    public static Either<Error, EventLog> Open(string folder, Recipe recipe, Model<float> model, int steps)
    {
        if (folder.Length == 0)
        {
            return new EventLog(folder, Stream.Null, steps);
        }

        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}.fnet.{Environment.ProcessId}"
        );
        try
        {
            var place = Path.Combine(folder, name);
            var log = new EventLog(
                place,
                new FileStream(place, FileMode.Create, FileAccess.Write, FileShare.Read),
                steps
            );
            log.Try(() =>
            {
                EventFile.Begin(log.file, log.time);
                EventFile.Graph(log.file, log.time, ModelGraph.Of(model));
                EventFile.Hyperparameters(log.file, log.time, Hyperparameters(recipe));
            });
            return log;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write into {folder}: {e.Message}");
        }
    }

    /// <summary>Writes an epoch.</summary>
    public void Add(FitProgress<float> learned)
    {
        if (file == Stream.Null)
        {
            return;
        }

        Try(() =>
        {
            EventFile.Epoch(file, learned.Epoch, steps, time);
            time += learned.Epoch.Duration.TotalSeconds;
            foreach (var (name, value) in learned.State.Parameters)
            {
                EventFile.Histogram(file, time, (long)learned.Epoch.Number * steps, $"parameters/{name}", value);
            }
        });
    }

    /// <summary>Writes pictures with their titles.</summary>
    public void Add(IEnumerable<(string Title, Tensor<float> Image)> pictures) =>
        Try(() =>
        {
            foreach (var (place, (title, image)) in pictures.Index())
            {
                var tag = string.Create(CultureInfo.InvariantCulture, $"mistakes/{place + 1}: {title}");
                EventFile.Image(file, time, 0, tag, image);
            }
        });

    /// <summary>A result that says if the file could not be written completely.</summary>
    public Result Judge(Result result) =>
        result.Code == ExitCode.Done && Problem is { } wrong
            ? result with
            {
                Code = ErrorLine.Print(wrong.Message),
            }
            : result;

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static (string Name, object Value)[] Hyperparameters(Recipe recipe) =>
        [
            ("recipe", recipe.Name),
            ("model", recipe.Model),
            ("loss", recipe.Loss),
            ("optimizer", recipe.Optimizer),
            ("epochs", (double)recipe.Epochs),
            ("batch", (double)recipe.Batch),
            ("seed", (double)recipe.Seed),
        ];

    // Each epoch in one write, so that concurrent readers see complete records.
    private void Try(Action write)
    {
        if (Problem is not null)
        {
            return;
        }

        try
        {
            write();
            file.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Problem = Error.New($"cannot write {path}: {e.Message}");
        }
    }
}
