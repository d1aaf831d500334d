using System.Diagnostics;
using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// Training steps through <c>Fold</c>, as a user writes them. The clock is in the sequence of batches and starts after the first two, so
/// that one-time costs of a fold (getting a plan, copying the state) are not counted.
/// </summary>
internal sealed class FoldRun(
    IEngine<float> engine,
    TrainState<float> start,
    Batch<float> batch,
    IDisposable? owned = null
) : IRun
{
    private const int Compared = 3;

    private double seconds;

    // The minimum over all samples: allocations of a step show in every sample, those of the runtime's background work do not.
    public long? AllocatedBytes { get; private set; }

    public double Seconds(int times)
    {
        engine.Fold(start, Batches(times));
        return seconds;
    }

    public double[] Result() =>
        [.. engine.Scan(start, Enumerable.Repeat(batch, Compared)).Select(state => (double)state.Loss)];

    public void Dispose() => owned?.Dispose();

    private IEnumerable<Batch<float>> Batches(int times)
    {
        // On a GPU, even and odd steps are captured as separate graphs, so that two warm-up steps are needed.
        yield return batch;
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
