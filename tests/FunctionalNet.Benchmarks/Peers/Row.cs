using System.Text.Json.Serialization;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>
/// The measurement of a work: microseconds of one run on both sides. The ratio is theirs to ours, so that above 1 this library is faster.
/// </summary>
/// <param name="Family">The family by which rows are summarized.</param>
/// <param name="Work">The name of the work.</param>
/// <param name="Threads">The number of threads on both sides.</param>
/// <param name="OursUs">Our median.</param>
/// <param name="Peer">The name of the peer.</param>
/// <param name="PeerUs">The peer's median.</param>
/// <param name="Ratio">The median of the ratios of all pairs.</param>
/// <param name="Spread">The interquartile range of the ratios, relative to their median.</param>
/// <param name="OursBestUs">Our minimum; its distance from the median shows the load of the machine.</param>
/// <param name="PeerBestUs">The peer's minimum.</param>
/// <param name="FlopsPerSecond">Our floating-point operations a second; 0 if not meaningful.</param>
/// <param name="PeakShare">Their share of the measured FMA peak, computed at the end of a run.</param>
/// <param name="AllocatedBytes">The managed bytes allocated by one of our runs; null if not measured.</param>
/// <param name="Difference">The largest difference of the results, |a - b| / (1 + |b|).</param>
/// <param name="Note">Warnings; empty if there are none.</param>
internal sealed record Row(
    [property: JsonPropertyName("family")] string Family,
    [property: JsonPropertyName("work")] string Work,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("ours_us")] double OursUs,
    [property: JsonPropertyName("peer")] string Peer,
    [property: JsonPropertyName("peer_us")] double PeerUs,
    [property: JsonPropertyName("ratio")] double Ratio,
    [property: JsonPropertyName("spread")] double Spread,
    [property: JsonPropertyName("ours_best_us")] double OursBestUs,
    [property: JsonPropertyName("peer_best_us")] double PeerBestUs,
    [property: JsonPropertyName("flops_per_second")] double FlopsPerSecond,
    [property: JsonPropertyName("peak_share")] double PeakShare,
    [property: JsonPropertyName("allocated_bytes")] long? AllocatedBytes,
    [property: JsonPropertyName("difference")] double Difference,
    [property: JsonPropertyName("note")] string Note
);
