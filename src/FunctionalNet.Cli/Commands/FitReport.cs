using System.Diagnostics;
using FunctionalNet.Cli.Display;
using LanguageExt.Common;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>A fine-tuning from a file and samples to a file, and the report.</summary>
internal static class FitReport
{
    // More than these take longer to compare than to learn from.
    private const int Compared = 1_000;

    public static ExitCode Of(FineTuning plan, CancellationToken stop) =>
        from file in OnnxModel.Load(plan.Model, plan.Learned.Import)
        from summary in OnnxSummary.Load(plan.Model)
        from known in plan.Learned.Check([.. file.Roles.Keys])
        from model in file.ToModel<float>()
        from data in FitData.Of(plan, summary.Inputs[0].Name, file.Labels, model)
        from code in Learn(plan, OptionsOf(file, summary), model, data, stop)
        select code;

    private static ExitCode Learn(
        FineTuning plan,
        ExportOptions options,
        Model<float> model,
        Dataset<float> data,
        CancellationToken stop
    )
    {
        var scores = plan.TakesLabels ? model.Layer.BeforeSoftmax() : model.Layer;
        var alone = plan.Lora is { } rank
            ? Training.Of(
                Net.LowRank(scores, rank, 2 * rank, path => !plan.Learned.IsFrozen(path), plan.Learned.IsTrained),
                plan.Loss,
                plan.Optimizer
            )
            : Training.Of(scores, plan.Loss, Net.Freeze(plan.Learned.IsFrozen) >> plan.Optimizer);
        return Ranked
            .Spread(alone, plan.Shards, plan.Ranks)
            .Bind(training => Learn(plan, options, model, training, data, stop));
    }

    private static ExitCode Learn(
        FineTuning plan,
        ExportOptions options,
        Model<float> model,
        Training<float> training,
        Dataset<float> data,
        CancellationToken stop
    )
    {
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

        var held = (int)Math.Round(plan.HeldOut * data.Count);
        var order = plan.Key.Split("held out").Permutation(data.Count);
        var (learned, judged) = (data.Take(order[held..]), data.Take(order[..(held > 0 ? held : data.Count)]));
        Console.WriteLine(
            Invariant(
                $"{plan.Model}: {Numbers(learning):N0} parameters to fit, {Numbers(start.Parameters.Concat(start.FrozenValues).Except(learning)):N0} frozen; {learned.Count:N0} samples, {held:N0} held out"
            )
        );
        return StepLog
            .Open(plan.Ranks.Rank == 0 ? plan.Log : string.Empty)
            .Bind(log =>
            {
                using (log)
                {
                    return Followed(log);
                }
            });

        ExitCode Followed(StepLog log)
        {
            var epochs = new List<Epoch>();
            var batches = learned.Shuffle(plan.Key.Split("shuffle")).Batches(plan.Batch);
            var whole = new WholeEpochs(
                training
                    .FitEpochs(
                        start,
                        batches,
                        new()
                        {
                            Epochs = plan.Epochs,
                            HeldOut = held > 0 ? judged.Batches(TrainingRun.HeldOutBatch) : null,
                            Stop = stop,
                        }
                    )
                    .Tap(log.Add)
                    .Tap(one => epochs.Add(one.Epoch))
            );
            return EpochDisplay
                .Show(whole, plan.Epochs, batches)
                .MapLeft(error => Error.New($"nothing is written: {Advice(error)}{error.Message}"))
                .Bind(last =>
                    last.State.Step == start.Step ? Nothing() : Written(last.State, Ranked.Told(training, epochs))
                )
                .Map(code =>
                    whole.Failure is { } failure ? Answer.Failure(failure)
                    : log.Wrong is { } wrong ? Answer.Failure(wrong.Message)
                    : code
                );
        }

        // A label or a token that is none has nothing to do with the rate.
        static string Advice(Error error) =>
            error.Message.Contains("is not finite", StringComparison.Ordinal) ? "take a smaller --lr; " : string.Empty;

        ExitCode Nothing()
        {
            Answer.Failure("stopped before the first step; nothing is written");
            return Answer.Interrupted;
        }

        ExitCode Written(TrainState<float> end, string? ranks)
        {
            if (plan.Ranks.Rank > 0)
            {
                return 0;
            }

            var values = plan.Lora is null ? end.Values : end.Model.Merge().Values;
            var fitted = new Model<float>(model.Layer, model.Input, values) { Recipe = end.Model.Recipe };
            var samples = learned.Take(Enumerable.Range(0, Math.Min(Compared, learned.Count)).ToArray()).Inputs;
            var saved = fitted.SaveOnnx(plan.Out, options, samples);
            return saved
                .Bind(written =>
                    plan.Adapter.Length == 0 ? written : end.Model.SaveAdapter(plan.Adapter).Map(_ => written)
                )
                .MapLeft(error => Error.New($"{error.Message}{Kept.Of(end, plan.Out)}"))
                .Map(written =>
                {
                    var place = held > 0 ? "held out" : "all samples";
                    ResultTable.Show(
                        ("steps", Invariant($"{end.Step:N0}, the last with a loss of {end.Loss:G4}")),
                        (
                            $"loss, {place}",
                            Invariant(
                                $"{training.Evaluate(start, judged.All()):G4} before, {training.Evaluate(end, judged.All()):G4} after"
                            )
                        ),
                        (
                            $"accuracy, {place}",
                            plan.TakesLabels
                                ? Invariant($"{Accuracy(model, judged):P2} before, {Accuracy(fitted, judged):P2} after")
                                : null
                        ),
                        ("ranks", ranks),
                        ("agreement", Invariant($"at most {written.LargestDifference:G2} from ONNX Runtime")),
                        ("file", Invariant($"{written.Path} ({written.Bytes:N0} bytes, opset {written.Opset})")),
                        ("time", Invariant($"{clock.Elapsed.TotalSeconds:N1} s"))
                    );
                    return stop.IsCancellationRequested ? Answer.Interrupted : 0;
                });
        }
    }

    private static long Numbers(IEnumerable<KeyValuePair<string, Tensor<float>>> values) =>
        values.Sum(one => (long)one.Value.Length);

    private static double Accuracy(Model<float> model, Dataset<float> data) =>
        Metrics.Accuracy(model.Predict(data.Inputs), data.Targets);

    // What the file tells of itself goes on to the next, but for how it was trained.
    internal static ExportOptions OptionsOf(OnnxModel file, OnnxSummary summary) =>
        new()
        {
            Input = summary.Inputs[0].Name,
            Output = summary.Outputs[0].Name,
            Batch = file.Graph.Inputs[0].Shape[0].Name ?? "batch",
            Description = file.Description,
            ModelVersion = file.ModelVersion + 1,
            Metadata = file.Metadata.Remove("recipe"),
        };
}
