using System.Collections.Immutable;
using System.Diagnostics;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Reports;
using LanguageExt.Common;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>Fine-tuning from a file and samples to a file and a report.</summary>
internal static class FitReport
{
    // Comparing more samples than these takes longer than training on them.
    private const int Compared = 1_000;

    public static ResultOrError Of(FineTuning plan, CancellationToken stop) =>
        from file in plan.Sizes.LoadSamples(plan.Model, plan.Learned.Import)
        from summary in OnnxSummary.Load(plan.Model)
        from known in plan.Learned.Check([.. file.Roles.Keys])
        from model in PlannedModel.ModelOf(file)
        from data in FitData.Of(
            plan,
            summary.Inputs.First(input => !summary.Defaults.Contains(input.Name)).Name,
            file,
            model
        )
        let options = OptionsOf(file, summary)
        from result in Learn(
            plan,
            file.Labels.IsEmpty ? options with { Labels = data.Labels } : options,
            (model, data.Labels),
            data.Samples,
            stop
        )
        select result;

    private static ResultOrError Learn(
        FineTuning plan,
        ExportOptions options,
        (Model<float> Model, ImmutableArray<string> Labels) file,
        Dataset<float> data,
        CancellationToken stop
    )
    {
        var model = file.Model;
        var scores = plan.TakesLabels ? model.Layer.BeforeSoftmax() : model.Layer;
        var alone = plan.Lora is { } rank
            ? Training.Of(
                new LowRank(
                    scores,
                    rank,
                    2 * rank,
                    Train: plan.Learned.Trained.Count == 0 ? null : plan.Learned.IsTrained,
                    Storage: plan.Base
                )
                {
                    Except = plan.Learned.IsFrozen,
                },
                plan.Loss,
                plan.Optimizer
            )
            : plan.Learned.Training(scores, plan.Loss, plan.Optimizer, model.Input);
        return RankedCommand
            .Spread(alone, plan.Options.Shards, plan.Ranks)
            .Bind(training => Learn(plan, options, file, training, data, stop));
    }

    private static ResultOrError Learn(
        FineTuning plan,
        ExportOptions options,
        (Model<float> Model, ImmutableArray<string> Labels) file,
        Training<float> training,
        Dataset<float> data,
        CancellationToken stop
    )
    {
        var model = file.Model;
        var clock = Stopwatch.StartNew();
        var start = training.Init(plan.Key, model.Input);
        var learning = start
            .Parameters.Where(one => plan.Lora is not null || !plan.Learned.IsFrozen(one.Key))
            .ToArray();
        if (learning.Length == 0)
        {
            return Error.New(
                $"{plan.Model}: nothing learns: name tensors with --train; {(start.Parameters.Any() ? "all weights are frozen" : "no stored tensor is the weight of an operator")}"
            );
        }

        if (plan.Adapter.Length > 0 && Unwritable(start.Model) is { } unwritable)
        {
            return unwritable;
        }

        var held = (int)Math.Round(plan.HeldOut * data.Count);
        if (held == 0 && plan.HeldOut > 0)
        {
            return Error.New(
                Invariant($"--held-out {plan.HeldOut} holds out none of {data.Count:N0} samples: take a larger share")
            );
        }

        var order = plan.Key.Split("held out").Permutation(data.Count);
        var (learned, judged) = (data.Take(order[held..]), data.Take(order[..(held > 0 ? held : data.Count)]));
        ProgressOutput.Out.WriteLine(
            Invariant(
                $"{plan.Model}: {Numbers(learning):N0} parameters to fit, {Numbers(start.Parameters.Concat(start.FrozenValues).Except(learning)):N0} frozen; {learned.Count:N0} samples, {held:N0} held out"
            )
        );
        ProgressOutput.Out.Write(IgnoredLabels.Told(plan.Loss, data.Targets));
        ProgressOutput.Out.Write(plan.Options.Resumed);
        return StepLog
            .Open(plan.Ranks.Rank == 0 ? plan.Options.Log : string.Empty, plan.Options.GoesOn)
            .Bind(log =>
            {
                using (log)
                {
                    return EventLog
                        .Open(
                            plan.Ranks.Rank == 0 ? plan.Options.Board : string.Empty,
                            FitPages.RecipeOf(plan, model),
                            start.Model,
                            learned.Batches(plan.Batch).Count
                        )
                        .Bind(board =>
                        {
                            using (board)
                            {
                                return Followed(log, board);
                            }
                        });
                }
            });

        ResultOrError Followed(StepLog log, EventLog board)
        {
            using var epochs = EpochHistory.Open(plan.Options, plan.Ranks.Rank);
            var norms = new List<EpochNorms>();
            var batches = learned.Shuffle(plan.Key.Split("shuffle")).Batches(plan.Batch);
            var fitting = training.FitEpochs(
                start,
                batches,
                new()
                {
                    Epochs = plan.Epochs,
                    Patience = plan.Options.Patience,
                    HeldOut = held > 0 ? judged.Batches(TrainingRun.HeldOutBatch) : null,
                    Checkpoints = plan.Options.Checkpoints,
                    CheckpointEvery = plan.Options.CheckpointEvery,
                    Stop = stop,
                }
            );
            if (plan.Options.Report.Length > 0 && plan.Ranks.Rank == 0)
            {
                fitting = fitting.Tap(one => norms.Add(EpochNorms.Of(training, one, batches.First())));
            }

            var whole = new CompletedEpochs(fitting.Tap(log.Add).Tap(board.Add).Tap(epochs.Add));
            return EpochDisplay
                .Show(whole, plan.Epochs, batches)
                .MapLeft(error => Error.New($"nothing is written: {Advice(error)}{error.Message}"))
                .Do(last => ProgressOutput.Out.Write(plan.Options.Over(last)))
                .Bind(last =>
                    last.State.Step == start.Step
                        ? Result.Nothing("stopped before the first step; nothing is written")
                        : Written(new(last, epochs.All, batches.Count), norms, epochs.OfThisRun)
                )
                .Map(whole.Judge)
                .Map(log.Judge)
                .Map(board.Judge);
        }

        // An invalid label, token or input value is not caused by the rate.
        static string Advice(Error error) =>
            error.Message.Contains("is not finite", StringComparison.Ordinal)
            && !error.Message.Contains(" in the data, ", StringComparison.Ordinal)
                ? "take a smaller --lr; "
                : string.Empty;

        ResultOrError Written(FitOutcome course, IReadOnlyList<EpochNorms> norms, IReadOnlyCollection<Epoch> own)
        {
            var last = course.Last;
            var isStopped = last.Ended is StopReason.Stopped;
            if (plan.Ranks.Rank > 0)
            {
                return Result.Until(isStopped, new { });
            }

            var end = last.Ended is StopReason.Patience ? last.Best : last.State;
            var values = plan.Lora is null ? end.Values : end.Model.Merge().Values;
            var fitted = new Model<float>(model.Layer, model.Input, values) { Recipe = end.Model.Recipe };
            var samples = learned.Take(Enumerable.Range(0, Math.Min(Compared, learned.Count)).ToArray()).Inputs;
            var replaced = Files.IsThere(plan.Out);
            var place = held > 0 ? "held out" : "all samples";
            var loss = new Change(training.Evaluate(start, judged.All()), training.Evaluate(end, judged.All()));
            if (double.IsFinite(loss.Before) && !double.IsFinite(loss.After))
            {
                return Error.New(
                    Invariant(
                        $"nothing is written: take a smaller --lr; after the last step the loss, {place}, is not finite: {loss.After}"
                    )
                );
            }

            return fitted
                .SaveOnnx(plan.Out, options, samples)
                .Bind(written =>
                    plan.Adapter.Length == 0 ? written : end.Model.SaveAdapter(plan.Adapter).Map(_ => written)
                )
                .MapLeft(error => Error.New(error.Code, $"{error.Message}{StateFallback.Of(end, plan.Out)}"))
                .Bind(written =>
                {
                    var accuracy = plan.TakesLabels
                        ? new Change(Accuracy(model, judged), Accuracy(fitted, judged))
                        : null;
                    ResultTable.Show(
                        ("steps", Invariant($"{end.Step:N0}, the last with a loss of {end.Loss:G4}")),
                        ($"loss, {place}", Invariant($"{loss.Before:G4} before, {loss.After:G4} after")),
                        (
                            $"accuracy, {place}",
                            accuracy is null
                                ? null
                                : Invariant($"{accuracy.Before:P2} before, {accuracy.After:P2} after")
                        ),
                        ("ranks", RankedCommand.Told(training, own)),
                        ("stopped", course.Early),
                        ("agreement", Invariant($"at most {written.LargestDifference:G2} from ONNX Runtime")),
                        (
                            "file",
                            Invariant(
                                $"{written.Path} ({written.Bytes:N0} bytes, opset {written.Opset}){Files.InPlace(replaced)}"
                            )
                        ),
                        ("time", Invariant($"{clock.Elapsed.TotalSeconds:N1} s"))
                    );
                    var result = new
                    {
                        model = written.Path,
                        replaced,
                        bytes = written.Bytes,
                        opset = written.Opset,
                        ended = $"{last.Ended}",
                        steps = end.Step,
                        epochs = EpochHistory.Json(course.Epochs),
                        judgedOn = place,
                        loss,
                        accuracy,
                        largestDifference = written.LargestDifference,
                        seconds = clock.Elapsed.TotalSeconds,
                    };
                    return FitPages
                        .Write(plan, file.Labels, fitted, (learned, judged), course, norms)
                        .Map(_ => Result.Until(isStopped, result));
                });
        }
    }

    // What has no place in a folder of adapters is told before it is learned.
    private static Error? Unwritable(Model<float> model) =>
        model.GroupedAdapters() is { Length: > 0 } grouped
            ? Error.New(
                $"--adapter has no form for the adapters of convolutions with groups, {string.Join(", ", grouped)}: leave them out with --freeze {string.Join(' ', grouped)}, or write the fitted model without --adapter"
            )
            : model
                .CheckAdapter()
                .LeftAsEnumerable()
                .Select(error => Error.New($"--adapter: {error.Message}"))
                .FirstOrDefault();

    private static long Numbers(IEnumerable<KeyValuePair<string, Tensor<float>>> values) =>
        values.Sum(one => (long)one.Value.Length);

    private static double Accuracy(Model<float> model, Dataset<float> data) =>
        Metrics.Accuracy(model.Predict(data.Inputs), data.Targets);

    /// <summary>A figure of the model before and after.</summary>
    private sealed record Change(double Before, double After);

    // The metadata of the file is copied, except for how it was trained.
    internal static ExportOptions OptionsOf(OnnxModel file, OnnxSummary summary) =>
        new()
        {
            Input = summary.Inputs.First(input => !summary.Defaults.Contains(input.Name)).Name,
            Output = summary.Outputs[0].Name,
            Batch = file.Graph.Inputs[0].Shape[0].Name ?? "batch",
            Description = file.Description,
            ModelVersion = file.ModelVersion + 1,
            Metadata = file.Metadata.Remove("recipe"),
        };
}
