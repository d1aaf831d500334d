namespace FunctionalNet.Benchmarks.Peers;

/// <summary>Interleaved measurement: ours, theirs, ours, theirs; only the ratios of neighbours count.</summary>
/// <param name="threads">Threads on both sides, which were told before.</param>
/// <param name="peak">Floating-point operations a second that the machine can do on so many threads.</param>
/// <param name="isQuick">Fewer and shorter samples.</param>
internal sealed class Measure(int threads, double peak, bool isQuick)
{
    private const int MostRounds = 8;
    private const double StillFaster = 0.95;

    private static readonly TimeSpan Compiling = TimeSpan.FromMilliseconds(120);

    // Thread pools of both sides spin for some milliseconds after work, and would take the other's processors.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);

    private readonly int pairs = isQuick ? 11 : 21;
    private readonly double secondsOfSample = isQuick ? 2e-3 : 10e-3;
    private readonly double secondsOfWarmUp = isQuick ? 0.05 : 0.2;

    /// <summary>Compares the results, warms both sides up and measures.</summary>
    public Row Run(Work work)
    {
        using var ours = work.Ours();
        using var theirs = work.Theirs();
        var difference = Difference(ours.Result(), theirs.Result());
        var (ourTimes, theirTimes) = (Times(ours), Times(theirs));
        var samples = new (double Ours, double Theirs)[pairs];
        for (var i = 0; i < pairs; i++)
        {
            samples[i] = (Sample(ours, ourTimes), Sample(theirs, theirTimes));
        }

        double[] ratios = [.. samples.Select(pair => pair.Theirs / pair.Ours).Order()];
        var seconds = Median(samples.Select(pair => pair.Ours));
        return new Row(
            work.Family,
            work.Name,
            threads,
            1e6 * seconds,
            work.Peer,
            1e6 * Median(samples.Select(pair => pair.Theirs)),
            Median(ratios),
            (ratios[pairs * 3 / 4] - ratios[pairs / 4]) / Median(ratios),
            1e6 * samples.Min(pair => pair.Ours),
            1e6 * samples.Min(pair => pair.Theirs),
            work.Flops / seconds / peak,
            ours.AllocatedBytes,
            difference,
            string.Join(", ", Notes(work, difference, ours.AllocatedBytes))
        );
    }

    private static IEnumerable<string> Notes(Work work, double difference, long? allocated)
    {
        // Written so that a NaN is a difference too.
        if (!(difference <= work.Tolerance))
        {
            yield return $"results differ by {difference:E1}";
        }

        if (allocated > 0)
        {
            yield return $"{allocated} bytes allocated in each run";
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Difference(double[] ours, double[] theirs) =>
        ours.Length == theirs.Length
            ? ours.Zip(theirs, (a, b) => Math.Abs(a - b) / (1 + Math.Abs(b))).Append(0).Max()
            : double.MaxValue;

    private double Sample(IRun run, int times)
    {
        if (threads > 1)
        {
            Thread.Sleep(Rest);
        }

        return run.Seconds(times) / times;
    }

    // Warms up until it gets no faster, and answers how many runs make a sample that a clock can tell. The rests let the
    // runtime's background compiler, which waits until nothing new is called, catch up.
    private int Times(IRun run)
    {
        var best = run.Seconds(1);
        for (var round = 0; round < MostRounds; round++)
        {
            var times = Math.Clamp((int)(secondsOfWarmUp / best), 1, 5000);
            var once = run.Seconds(times) / times;
            Thread.Sleep(Compiling);
            if (round > 1 && once > StillFaster * best)
            {
                break;
            }

            best = Math.Min(best, once);
        }

        return Math.Max(1, (int)(secondsOfSample / best));
    }
}
