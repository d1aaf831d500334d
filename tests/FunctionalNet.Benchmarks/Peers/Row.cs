using System.Text.Json.Serialization;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A measured work: microseconds of one run on both sides; ratio is theirs to ours, above 1 is faster than the peer.</summary>
/// <param name="Family">What it is summed up with.</param>
/// <param name="Work">What was measured.</param>
/// <param name="Threads">Threads on both sides.</param>
/// <param name="OursUs">The median of ours.</param>
/// <param name="Peer">The peer.</param>
/// <param name="PeerUs">The median of the peer's.</param>
/// <param name="Ratio">The median of the ratios of the pairs.</param>
/// <param name="Spread">The distance of the quartiles of the ratios, as a share of their median.</param>
/// <param name="OursBestUs">The least of ours; beside the median it tells how much else the machine did.</param>
/// <param name="PeerBestUs">The least of the peer's.</param>
/// <param name="FlopsPerSecond">Our floating-point operations a second; 0 where that says little.</param>
/// <param name="PeakShare">Their share of the measured peak of multiply-adds, filled in at the end of a run.</param>
/// <param name="AllocatedBytes">The managed bytes that one run of ours allocates; null where nobody counted.</param>
/// <param name="Difference">The largest difference of the results, |a - b| / (1 + |b|).</param>
/// <param name="Note">What is wrong; empty where nothing is.</param>
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
