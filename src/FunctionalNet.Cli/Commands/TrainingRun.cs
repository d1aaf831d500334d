using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;
using FunctionalNet.Cli.Reports;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>A run of <c>fnet train</c>.</summary>
/// <param name="Recipe">The recipe, with the changes of the command line.</param>
/// <param name="Path">The path of the model.</param>
internal sealed record TrainingRun(Recipe? Recipe, string Path)
{
    /// <summary>The number of samples per batch for prediction.</summary>
    public const int HeldOutBatch = 500;

    /// <summary>Gets the action for a request of the schema only.</summary>
    public static TrainingRun Nothing => new(null, string.Empty);

    /// <summary>Gets the settings that commands with training share.</summary>
    public TrainingOptions Options { get; init; } = new();

    /// <summary>Gets the path of the model for incremental decoding; empty for none.</summary>
    public string Decoder { get; init; } = string.Empty;

    /// <summary>Gets the processes of the training.</summary>
    public IRanks Ranks { get; init; } = Mpi.World;

    /// <summary>Gets the token that stops the training, which then writes its model.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Trains, exports, runs the file and prints the results.</summary>
    public ResultOrError ToEnd() =>
        Recipe is null ? Result.Of(new { schema = Recipes.Recipe.Schema }) : Fitting(Recipe);

    // A recipe is external text: layers that do not match its data are no bug.
    private ResultOrError Fitting(Recipe recipe)
    {
        try
        {
            return recipe.Data.Load().Bind(samples => Learn(recipe, samples));
        }
        catch (Exception e) when (e is ShapeException or LabelException)
        {
            return Error.New($"the recipe does not fit its data: {e.Message}");
        }
    }

    /// <summary>The data and the number of parameters of a recipe, or its error; nothing is trained.</summary>
    public static Either<Error, string> Check(string name)
    {
        try
        {
            return from recipe in Recipes.Recipe.Load(name)
                from samples in recipe.Data.Load()
                let batches = samples.Seen(samples.Learned).Batches(recipe.Batch)
                from training in recipe.Training(batches.Count, samples.Vocabulary?.Count ?? 0)
                from fits in Labelled(recipe, samples, training.Loss)
                let start = training.Init(recipe.Seed, batches.InputShape)
                from classes in Classes(samples, training.Loss, start.Model)
                let loss = training.Evaluate(start, batches.Take(1))
                from told in TrainedModel.Try(recipe, samples, start.Model)
                from measured in Measurable(samples, start.Model)
                select Learning(samples, start);
        }
        catch (Exception e) when (e is ShapeException or LabelException)
        {
            return Error.New($"the recipe does not fit its data: {e.Message}");
        }
    }

    private static string Learning(Samples samples, TrainState<float> start) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{samples.Learned.Count:N0} {samples.Things} to learn, {samples.HeldOut.Count} held out; {start.Parameters.Sum(p => (long)p.Value.Length):N0} parameters{string.Concat(samples.Remarks.Select(remark => $"\n{remark}"))}"
        );

    // Their shapes would not fit either, which says nothing of the recipe.
    private static Either<Error, Unit> Labelled(Recipe recipe, Samples samples, Loss loss) =>
        loss.Target == ElementType.Int64 && !samples.AreLabelled && recipe.Data is { Csv: not null, Target: { } target }
            ? Error.New(
                $"{loss} takes labels, and the target {target} is of numbers: if they are labels, say \"isLabel\": true in the data of the recipe, or --set data.isLabel=true; if not, take a loss of numbers, such as MeanSquaredError()"
            )
            : Unit.Default;

    // By the names of the data, rather than by the indices that a loss sees.
    private static Either<Error, Unit> Classes(Samples samples, Loss loss, Model<float> model)
    {
        if (!samples.AreLabelled || samples.Vocabulary is not null || loss.Target != ElementType.Int64)
        {
            return Unit.Default;
        }

        var outputs = model.Compose(new Shape(1).Append(model.Input)).Outputs[0].Shape
            is [_, .., { IsKnown: true } last]
            ? last.Size
            : samples.Labels.Length;
        var left = samples.Labels.Where((_, i) => i >= outputs && i != IgnoredLabels.Of(loss)).ToArray();
        return left.Length == 0
            ? Unit.Default
            : Error.New(
                FormattableString.Invariant(
                    $"the recipe does not fit its data: the model tells {outputs} classes apart, and the data have {samples.Labels.Length}, {Listing.Of(samples.Labels)}: give its last layer an output for each"
                )
            );
    }

    // Before training, rather than after its first epoch.
    private static Either<Error, Unit> Measurable(Samples samples, Model<float> model)
    {
        try
        {
            _ = Measure(samples with { HeldOut = samples.HeldOut.Take([0]) })(model);
            return Unit.Default;
        }
        catch (ArgumentException e)
        {
            return Error.New($"the outputs of the model cannot be judged: {e.Message}");
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

    // In batches, so that the memory of a plan is that of a batch.
    internal static Tensor<float> Predicted(Model<float> model, Tensor<float> inputs)
    {
        Tensor<float>[] parts =
        [
            .. new Dataset<float>(inputs, inputs).Batches(HeldOutBatch).Select(batch => model.Predict(batch.Inputs)),
        ];
        return new(parts[0].Shape.With(0, inputs.Shape[0]), [.. parts.SelectMany(part => part.Span.ToArray())]);
    }

    private ResultOrError Learn(Recipe recipe, Samples samples)
    {
        var clock = Stopwatch.StartNew();
        Key key = recipe.Seed;
        var batches = samples.Seen(samples.Learned).Shuffle(key.Split("shuffle")).Batches(recipe.Batch);
        return from alone in recipe.Training(batches.Count, samples.Tokenizer?.Count ?? 0, samples.Padding)
            from training in RankedCommand.Spread(alone, Options.Shards, Ranks)
            from fits in Labelled(recipe, samples, training.Loss)
            let start = training.Init(key, batches.InputShape)
            from classes in Classes(samples, training.Loss, start.Model)
            from beginning in WrittenText.Start(recipe.Writing, samples)
            from told in TrainedModel.Try(recipe, samples, start.Model)
            from measured in Measurable(samples, start.Model)
            from possible in Decoder.Length > 0 ? TrainedModel.TryDecoder(samples, start.Model) : Unit.Default
            from log in StepLog.Open(Ranks.Rank == 0 ? Options.Log : string.Empty, Options.GoesOn)
            from board in EventLog.Open(
                Ranks.Rank == 0 ? Options.Board : string.Empty,
                recipe,
                start.Model,
                batches.Count
            )
            from result in Learn(recipe, samples, training, start, batches, (log, board), clock)
            select result;
    }

    private ResultOrError Learn(
        Recipe recipe,
        Samples samples,
        Training<float> training,
        TrainState<float> start,
        Batches<float> batches,
        (StepLog Steps, EventLog Board) logs,
        Stopwatch clock
    )
    {
        var (log, board) = logs;
        using var logged = log;
        using var shown = board;
        ProgressOutput.Out.WriteLine(
            $"{recipe.Name}: {Learning(samples, start)}\n"
                + IgnoredLabels.Told(training.Loss, samples.Learned.Targets)
                + Options.Resumed
                + "Ctrl-C stops and keeps what is learned."
        );
        using var epochs = EpochHistory.Open(Options, Ranks.Rank);
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
                Checkpoints = Options.Checkpoints,
                CheckpointEvery = Options.CheckpointEvery,
                Stop = Stop,
            }
        );
        if (Options.Report.Length > 0 && Ranks.Rank == 0)
        {
            learning = learning.Tap(learned => norms.Add(EpochNorms.Of(training, learned, batches.First())));
        }

        var whole = new CompletedEpochs(learning.Tap(log.Add).Tap(board.Add).Tap(epochs.Add));
        return EpochDisplay
            .Show(whole, recipe.Epochs, batches)
            .Do(last =>
                ProgressOutput.Out.Write(
                    $"{Options.Over(last)}{(RankedCommand.Told(training, epochs.OfThisRun) is { } told ? $"{told}\n" : string.Empty)}"
                )
            )
            .Bind(last => Ended(recipe, samples, last, (epochs.All, batches.Count), norms, board, clock))
            .Map(whole.Judge)
            .Map(log.Judge)
            .Map(board.Judge);
    }

    // A confusion matrix over tokens is too large to read.
    private static Samples Reported(Samples samples) =>
        samples.Vocabulary is null ? samples : samples with { Labels = [] };

    private ResultOrError Ended(
        Recipe recipe,
        Samples samples,
        FitProgress<float> last,
        (ImmutableArray<Epoch> All, int Steps) epochs,
        IReadOnlyList<EpochNorms> norms,
        EventLog board,
        Stopwatch clock
    )
    {
        if (last.State.Step == 0)
        {
            return Result.Nothing("stopped before the first step; nothing is written");
        }

        if (Ranks.Rank > 0)
        {
            return Result.Until(last.Ended is StopReason.Stopped, new { });
        }

        var model = last.Ended is StopReason.Patience ? last.Best.Model : last.State.Model;
        return TrainedModel
            .Export(recipe, samples, model, Path, new FitOutcome(last, epochs.All, epochs.Steps), clock)
            .Bind(trained =>
                Decoder.Length > 0
                    ? TrainedModel.ExportDecoder(recipe, samples, model, Decoder).Map(_ => trained)
                    : trained
            )
            .MapLeft(error => Error.New(error.Code, $"{error.Message}{StateFallback.Of(last.State, Path)}"))
            .Bind(trained =>
            {
                // Each is written, even if another fails.
                if (Options.Board.Length > 0 && samples.AreLabelled)
                {
                    board.Add(WrongSamples.Pictures(Reported(samples), trained.Scores));
                }

                var page =
                    Options.Report.Length == 0
                        ? Unit.Default
                        : TrainingReport.Write(
                            Options.Report,
                            recipe,
                            Reported(samples),
                            last,
                            epochs.All,
                            norms,
                            trained.Scores
                        );
                return page.Map(_ => Told(recipe, samples, last, epochs.All, trained, clock));
            });
    }

    private Result Told(
        Recipe recipe,
        Samples samples,
        FitProgress<float> last,
        ImmutableArray<Epoch> epochs,
        TrainedModel.Exported trained,
        Stopwatch clock
    ) =>
        Result.Until(
            last.Ended is StopReason.Stopped,
            new
            {
                recipe = recipe.Name,
                ended = $"{last.Ended}",
                steps = last.State.Step,
                loss = epochs[^1].Loss,
                heldOutLoss = epochs[^1].HeldOut,
                heldOut = samples.HeldOut.Count,
                metric = samples.AreLabelled ? "accuracy" : "rootMeanSquareError",
                value = trained.Measure,
                largestDifference = trained.Written.LargestDifference,
                model = trained.Written.Path,
                replaced = trained.IsReplaced,
                bytes = trained.Written.Bytes,
                opset = trained.Written.Opset,
                epochs = EpochHistory.Json(epochs),
                seconds = clock.Elapsed.TotalSeconds,
            }
        );
}
