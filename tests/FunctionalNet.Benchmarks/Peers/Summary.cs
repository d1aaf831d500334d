namespace FunctionalNet.Benchmarks.Peers;

/// <summary>The summary of a family for one number of threads.</summary>
/// <param name="Family">The family.</param>
/// <param name="Peer">The name of the peer.</param>
/// <param name="Threads">The number of threads on both sides.</param>
/// <param name="Mean">The geometric mean of the ratios.</param>
/// <param name="Min">The smallest ratio.</param>
/// <param name="Worst">The work with the smallest ratio.</param>
internal sealed record Summary(string Family, string Peer, int Threads, double Mean, double Min, string Worst)
{
    public static IEnumerable<Summary> Of(IEnumerable<Row> rows) =>
        rows.GroupBy(row => (row.Family, row.Peer, row.Threads))
            .Select(group => new Summary(
                group.Key.Family,
                group.Key.Peer,
                group.Key.Threads,
                Math.Exp(group.Average(row => Math.Log(row.Ratio))),
                group.Min(row => row.Ratio),
                group.MinBy(row => row.Ratio)!.Work
            ));
}
