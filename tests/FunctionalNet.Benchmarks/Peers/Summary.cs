namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A family of works on one number of threads, in three figures.</summary>
/// <param name="Family">The family.</param>
/// <param name="Peer">The peer.</param>
/// <param name="Threads">Threads on both sides.</param>
/// <param name="Mean">The geometric mean of the ratios.</param>
/// <param name="Min">The least ratio.</param>
/// <param name="Worst">The work that it belongs to.</param>
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
