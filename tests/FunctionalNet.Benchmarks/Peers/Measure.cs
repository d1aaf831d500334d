using FunctionalNet.Execution;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>Interleaved measurement: ours, theirs, ours, theirs. Only the ratios of neighboring samples count.</summary>
/// <param name="threads">The number of threads on both sides, which is already configured.</param>
/// <param name="isQuick">Whether to take fewer and shorter samples.</param>
internal sealed class Measure(int threads, bool isQuick)
{
    private const double StillFaster = 0.95;
    private const double Noisy = 0.25;
    private const int ColdPairs = 5;

    private static readonly TimeSpan Compiling = TimeSpan.FromMilliseconds(120);

    // Idle threads of a peer spin and would occupy our processors, in ONNX Runtime for 30 to 60 milliseconds. During so long a pause a
    // virtual processor can be descheduled, which costs milliseconds to resume, so that other peers get a shorter one.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongRest = TimeSpan.FromMilliseconds(70);

    private readonly int warmPairs = isQuick ? 11 : 21;
    private readonly double secondsOfSample = isQuick ? 2e-3 : 10e-3;
    private readonly int mostRounds = isQuick ? 4 : 8;
    private readonly double secondsOfWarmUp = isQuick ? 0.15 : 0.2;

    /// <summary>Compares the results, warms up both sides and measures.</summary>
    public Row Run(Work work)
    {
        using var ours = work.Ours();
        using var theirs = work.Theirs();
        var difference = Difference(ours.Result(), theirs.Result());
        var (ourTimes, theirTimes) = work.IsCold ? (1, 1) : (Times(ours, Compiling), Times(theirs, TimeSpan.Zero));
        var pairs = work.IsCold ? ColdPairs : warmPairs;
        var samples = new (double Ours, double Theirs)[pairs];
        var rest = work.Peer == PeerSet.OnnxRuntime ? LongRest : Rest;
        for (var i = 0; i < pairs; i++)
        {
            samples[i] = (Sample(ours, ourTimes, rest), Sample(theirs, theirTimes, rest));
        }

        double[] ratios = [.. samples.Select(pair => pair.Theirs / pair.Ours).Order()];
        var spread = (ratios[pairs * 3 / 4] - ratios[pairs / 4]) / Median(ratios);
        var seconds = Median(samples.Select(pair => pair.Ours));
        return new Row(
            work.Family,
            work.Name,
            threads,
            1e6 * seconds,
            work.Peer,
            1e6 * Median(samples.Select(pair => pair.Theirs)),
            Median(ratios),
            spread,
            1e6 * samples.Min(pair => pair.Ours),
            1e6 * samples.Min(pair => pair.Theirs),
            work.Flops / seconds,
            0,
            ours.AllocatedBytes,
            difference,
            string.Join(", ", Notes(work, difference, ours.AllocatedBytes, spread))
        );
    }

    private static IEnumerable<string> Notes(Work work, double difference, long? allocated, double spread)
    {
        // The negated comparison also catches NaN.
        if (!(difference <= work.Tolerance))
        {
            yield return $"results differ by {difference:E1}";
        }

        if (allocated > 0)
        {
            yield return $"{allocated} bytes allocated in each run";
        }

        if (spread > Noisy)
        {
            yield return "noisy";
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Difference(double[] ours, double[] theirs) =>
        ours.Length == theirs.Length
            ? ours.Zip(theirs, (a, b) => Closeness.Distance(a, b) / (double.IsFinite(b) ? 1 + Math.Abs(b) : 1))
                .Append(0)
                .Max()
            : double.MaxValue;

    private double Sample(IRun run, int times, TimeSpan rest)
    {
        if (threads > 1)
        {
            Thread.Sleep(rest);
        }

        return run.Seconds(times) / times;
    }

    // Warms up until the time no longer falls: the number of runs for a measurable sample. The pauses let tiered compilation finish, which
    // waits until no new methods are called.
    private int Times(IRun run, TimeSpan rest)
    {
        var best = run.Seconds(1);
        for (var round = 0; round < mostRounds; round++)
        {
            var times = Math.Clamp((int)(secondsOfWarmUp / best), 1, 5000);
            var once = run.Seconds(times) / times;
            Thread.Sleep(rest);
            if (round > 1 && once > StillFaster * best)
            {
                break;
            }

            best = Math.Min(best, once);
        }

        return Math.Max(1, (int)(secondsOfSample / best));
    }
}
