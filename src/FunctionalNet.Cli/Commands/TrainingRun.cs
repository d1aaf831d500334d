using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;
using FunctionalNet.Cli.Reports;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>What <c>fnet train</c> was asked for, and how it is done.</summary>
/// <param name="Recipe">The recipe, with what was said on the command line.</param>
/// <param name="Path">Where the model is written.</param>
internal sealed record TrainingRun(Recipe? Recipe, string Path)
{
    /// <summary>The samples of a batch that is only predicted.</summary>
    public const int HeldOutBatch = 500;

    /// <summary>Gets what is done where only the schema is asked for.</summary>
    public static TrainingRun Nothing => new(null, string.Empty);

    /// <summary>Gets where the page is written; empty for none.</summary>
    public string Report { get; init; } = string.Empty;

    /// <summary>Gets where the model is written that takes its tokens some at a time; empty for none.</summary>
    public string Decoder { get; init; } = string.Empty;

    /// <summary>Gets the folder for TensorBoard; empty for none.</summary>
    public string Board { get; init; } = string.Empty;

    /// <summary>Gets the checkpoints; null for none.</summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>Gets after how many steps one is written.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Gets the processes that train together.</summary>
    public IRanks Ranks { get; init; } = Mpi.World;

    /// <summary>Gets the number of parts of a batch whose sum has one order; null for none.</summary>
    public int? Shards { get; init; }

    /// <summary>Gets what stops the training, which then writes what it has learned.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Learns, exports, runs the file and tells.</summary>
    public ExitCode ToEnd() => Recipe is null ? 0 : Fitting(Recipe);

    // A recipe is text from outside: that its layers do not fit its data is no bug.
    private ExitCode Fitting(Recipe recipe)
    {
        try
        {
            return recipe.Data.Load().Bind(samples => Learn(recipe, samples));
        }
        catch (ShapeException e)
        {
            return Error.New($"the recipe does not fit its data: {e.Message}");
        }
    }

    private static string Measured(Samples samples) => samples.AreLabelled ? "held-out" : "error";

    private static Func<Model<float>, double> Measure(Samples samples)
    {
        var test = samples.Seen(samples.HeldOut);
        var (inputs, targets) = (test.Inputs, test.Targets);
        return samples.AreLabelled
            ? model => Metrics.Accuracy(Predicted(model, inputs), targets)
            : model => Metrics.RegressionErrors().Add(Predicted(model, inputs), targets).RootMeanSquaredError;
    }

    // In parts, so that the memory of a plan is that of a part.
    private static Tensor<float> Predicted(Model<float> model, Tensor<float> inputs)
    {
        Tensor<float>[] parts =
        [
            .. new Dataset<float>(inputs, inputs).Batches(HeldOutBatch).Select(batch => model.Predict(batch.Inputs)),
        ];
        return new(parts[0].Shape.With(0, inputs.Shape[0]), [.. parts.SelectMany(part => part.Span.ToArray())]);
    }

    private ExitCode Learn(Recipe recipe, Samples samples)
    {
        var clock = Stopwatch.StartNew();
        Key key = recipe.Seed;
        var batches = samples.Seen(samples.Learned).Shuffle(key.Split("shuffle")).Batches(recipe.Batch);
        return from alone in recipe.Training(batches.Count, samples.Tokenizer?.Count ?? 0, samples.Padding)
            from training in Ranked.Spread(alone, Shards, Ranks)
            let start = training.Init(key, batches.InputShape)
            from beginning in WrittenText.Start(recipe.Writing, samples)
            from told in TrainedModel.Try(recipe, samples, start.Model)
            from possible in Decoder.Length > 0 ? TrainedModel.TryDecoder(samples, start.Model) : Unit.Default
            from code in Learn(recipe, samples, training, start, batches, clock)
            select code;
    }

    private ExitCode Learn(
        Recipe recipe,
        Samples samples,
        Training<float> training,
        TrainState<float> start,
        Batches<float> batches,
        Stopwatch clock
    )
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{recipe.Name}: {samples.Learned.Count:N0} {samples.Things} to learn, {samples.HeldOut.Count} held out; {start.Parameters.Sum(p => (long)p.Value.Length):N0} parameters\n"
            ) + "Ctrl-C stops and keeps what is learned."
        );
        var epochs = new List<Epoch>();
        var norms = new List<EpochNorms>();
        var learning = training.FitEpochs(
            start,
            batches,
            new()
            {
                Epochs = recipe.Epochs,
                Patience = recipe.Patience,
                HeldOut = samples.Seen(samples.HeldOut).Batches(HeldOutBatch),
                Measures = new FitOptions<float>().Measures.Add(Measured(samples), Measure(samples)),
                Checkpoints = Checkpoints,
                CheckpointEvery = CheckpointEvery,
                Stop = Stop,
            }
        );
        if (Report.Length > 0 && Ranks.Rank == 0)
        {
            learning = learning.Tap(learned => norms.Add(EpochNorms.Of(training, learned, batches.First())));
        }

        var whole = new WholeEpochs(learning.Tap(learned => epochs.Add(learned.Epoch)));
        return EpochDisplay
            .Show(whole, recipe.Epochs, batches)
            .Do(_ => Console.Write(Ranked.Told(training, epochs) is { } told ? $"{told}\n" : string.Empty))
            .Bind(last => Ended(recipe, samples, last, ([.. epochs], batches.Count), norms, clock))
            .Map(code => whole.Failure is { } failure ? Answer.Failure(failure) : code);
    }

    // Which tokens are taken for which is a table that nobody reads.
    private static Samples Reported(Samples samples) =>
        samples.Vocabulary is null ? samples : samples with { Labels = [] };

    private ExitCode Ended(
        Recipe recipe,
        Samples samples,
        FitProgress<float> last,
        (ImmutableArray<Epoch> All, int Steps) epochs,
        IReadOnlyList<EpochNorms> norms,
        Stopwatch clock
    )
    {
        if (last.State.Step == 0)
        {
            Answer.Failure("stopped before the first step; nothing is written");
            return Answer.Interrupted;
        }

        if (Ranks.Rank > 0)
        {
            return Code(last);
        }

        var model = last.Ended is StopReason.Patience ? last.Best.Model : last.State.Model;
        return TrainedModel
            .Export(recipe, samples, model, Path, clock)
            .Bind(scores =>
                Decoder.Length > 0
                    ? TrainedModel.ExportDecoder(recipe, samples, model, Decoder).Map(_ => scores)
                    : scores
            )
            .MapLeft(error => Error.New($"{error.Message}{Kept.Of(last.State, Path)}"))
            .Bind(scores =>
            {
                // Each is written, whatever becomes of the other.
                var board = EventFile.Write(Board, epochs.All, epochs.Steps);
                var page =
                    Report.Length == 0
                        ? Unit.Default
                        : TrainingReport.Write(Report, recipe, Reported(samples), last, epochs.All, norms, scores);
                return board.Bind(_ => page);
            })
            .Map(_ => Code(last));
    }

    private static int Code(FitProgress<float> last) => last.Ended is StopReason.Stopped ? Answer.Interrupted : 0;
}
