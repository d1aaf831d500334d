using System.Diagnostics;
using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// Training steps through <c>Fold</c>, as a user writes them. The clock is in the sequence of batches: it starts after the
/// first step, so that what a fold does once (take a plan, copy the state) is not counted.
/// </summary>
internal sealed class FoldRun(Training<float> training, TrainState<float> start, Batch<float> batch) : IRun
{
    private const int Compared = 3;

    private double seconds;

    // The least over all samples: what a step itself allocates shows in each, what the runtime does aside does not.
    public long? AllocatedBytes { get; private set; }

    public double Seconds(int times)
    {
        training.Fold(start, Batches(times));
        return seconds;
    }

    public double[] Result() =>
        [.. training.Scan(start, Enumerable.Repeat(batch, Compared)).Select(state => (double)state.Loss)];

    public void Dispose() { }

    private IEnumerable<Batch<float>> Batches(int times)
    {
        yield return batch;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            yield return batch;
        }

        seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / times;
        AllocatedBytes = Math.Min(AllocatedBytes ?? bytes, bytes);
    }
}
