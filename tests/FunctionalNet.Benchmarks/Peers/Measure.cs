namespace FunctionalNet.Benchmarks.Peers;

/// <summary>Interleaved measurement: ours, theirs, ours, theirs; only the ratios of neighbours count.</summary>
internal static class Measure
{
    private const double SecondsOfSample = 2e-3;

    /// <summary>Measures one work.</summary>
    /// <param name="work">What both do.</param>
    /// <param name="threads">For the row only; both sides were told before.</param>
    /// <param name="peak">Multiply-adds a second times 2 that the machine can do on so many threads.</param>
    /// <param name="pairs">How many pairs.</param>
    public static Row Run(Work work, int threads, double peak, int pairs)
    {
        using var ours = work.Ours();
        using var theirs = work.Theirs();
        var difference = Difference(ours.Result(), theirs.Result());
        var (ourTimes, theirTimes) = (Times(ours), Times(theirs));
        var samples = new (double Ours, double Theirs)[pairs];
        for (var i = 0; i < pairs; i++)
        {
            samples[i] = (ours.Seconds(ourTimes) / ourTimes, theirs.Seconds(theirTimes) / theirTimes);
        }

        double[] ratios = [.. samples.Select(pair => pair.Theirs / pair.Ours).Order()];
        var seconds = Median([.. samples.Select(pair => pair.Ours).Order()]);
        return new Row(
            work.Name,
            threads,
            1e6 * seconds,
            work.Peer,
            1e6 * Median([.. samples.Select(pair => pair.Theirs).Order()]),
            Median(ratios),
            (ratios[pairs * 3 / 4] - ratios[pairs / 4]) / Median(ratios),
            work.Flops / seconds / peak,
            difference <= work.Tolerance ? string.Empty : $"results differ by {difference:E1}"
        );
    }

    // Warms up, and answers how many runs make a sample that a clock can tell.
    private static int Times(IRun run)
    {
        var once = run.Seconds(1);
        run.Seconds(Math.Clamp((int)(0.1 / once), 1, 200));
        once = run.Seconds(3) / 3;
        return Math.Max(1, (int)(SecondsOfSample / once));
    }

    private static double Median(double[] sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double Difference(double[] ours, double[] theirs) =>
        ours.Length != theirs.Length
            ? double.PositiveInfinity
            : ours.Zip(theirs, (a, b) => Math.Abs(a - b) / (1 + Math.Abs(b))).Append(0).Max();
}
