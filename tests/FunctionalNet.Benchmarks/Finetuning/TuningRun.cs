using System.Diagnostics;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Finetuning;

/// <summary>The cost and the accuracy of a tuning method.</summary>
/// <param name="Learning">The number of trained parameters.</param>
/// <param name="Accuracy">The accuracy on the test samples.</param>
/// <param name="Seconds">The median time of an epoch.</param>
/// <param name="Peak">The peak memory of the training, in bytes.</param>
/// <param name="Checkpoint">The size of a checkpoint with optimizer state, in bytes.</param>
/// <param name="Base">The size of the network's weights, in bytes.</param>
internal sealed record TuningResult(
    long Learning,
    double Accuracy,
    double Seconds,
    long Peak,
    long Checkpoint,
    long Base
);

/// <summary>Tunes a network by one method in its own process, so that its memory can be measured.</summary>
internal static class TuningRun
{
    /// <summary>A new head on frozen features.</summary>
    public const string Frozen = "frozen";

    /// <summary>Low-rank adapters and a new head.</summary>
    public const string LowRank = "LoRA";

    /// <summary>Low-rank adapters and a new head on frozen weights in 16 bits.</summary>
    public const string Half = "LoRA, float16 base";

    /// <summary>Low-rank adapters and a new head on frozen weights in 8 bits.</summary>
    public const string Bytes = "LoRA, int8 base";

    /// <summary>All weights.</summary>
    public const string All = "all";

    /// <summary>All weights, starting from random ones.</summary>
    public const string Scratch = "from scratch";

    /// <summary>The same as <see cref="LowRank"/>, with the training step as an ONNX file in ONNX Runtime.</summary>
    public const string Onnx = "LoRA, ONNX step";

    /// <summary>Trains and measures.</summary>
    public static TuningResult Of(Tuning tuning, string way)
    {
        var (layer, rate) = way switch
        {
            Frozen => (Net.Frozen(tuning.Features), tuning.Rates.Head),
            All => (tuning.Features, tuning.Rates.All),
            Scratch => (tuning.Untrained, tuning.Rates.Scratch),
            _ => (
                Net.LowRank(
                    tuning.Features,
                    tuning.Rank,
                    2 * tuning.Rank,
                    tuning.Adapted,
                    storage: way switch
                    {
                        Half => WeightFormat.Float16,
                        Bytes => WeightFormat.Int8,
                        _ => WeightFormat.Full,
                    }
                ),
                tuning.Rates.Adapters
            ),
        };
        var training = Training.Of(layer >> Dense(tuning.Classes), SoftmaxCrossEntropy(), AdamW(rate));
        var start = Start(training, tuning, way);
        using var runtime = way == Onnx ? training.On(Ort.Cpu).OrThrow() : null;
        IEngine<float> engine = runtime is null ? training : runtime;
        var batches = tuning.Learned.Shuffle(1).Batches(tuning.Batch);
        PeakMemory.Restart();
        var (state, times) = (start, new List<double>());
        for (var epoch = 0; epoch < tuning.Epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            state = engine.Fold(state, batches.Epoch(epoch));
            times.Add(clock.Elapsed.TotalSeconds);
        }

        var peak = PeakMemory.Bytes();
        var right = tuning
            .Judged.Batches(50)
            .Sum(batch => batch.Count * Metrics.Accuracy(state.Model.Predict(batch.Inputs), batch.Targets));
        return new(
            state.Parameters.Sum(one => (long)one.Value.Length),
            right / tuning.Judged.Count,
            times.Order().ElementAt(times.Count / 2),
            peak,
            Checkpoint(state),
            sizeof(float)
                * state
                    .Model.Values.Where(one => !one.Key.Contains("lora_", StringComparison.Ordinal))
                    .Sum(one => (long)one.Value.Length)
        );
    }

    private static TrainState<float> Start(Training<float> training, Tuning tuning, string way)
    {
        var start = training.Init(1, tuning.Learned.InputShape);
        return tuning.Weights is null || way == Scratch
            ? start
            : start
                .Load(
                    tuning.Weights(),
                    tuning
                        .Rules.Below(string.Empty, "0/")
                        .Then(WeightRule.Keep("1/*"), WeightRule.Keep("**/lora_A"), WeightRule.Keep("**/lora_B"))
                )
                .OrThrow();
    }

    private static long Checkpoint(TrainState<float> state)
    {
        var file = Path.GetTempFileName();
        try
        {
            state.Save(file).OrThrow();
            return new FileInfo(file).Length;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
