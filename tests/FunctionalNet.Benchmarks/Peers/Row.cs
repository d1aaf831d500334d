using System.Text.Json.Serialization;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A measured work: microseconds of one run on both sides; ratio is theirs to ours, above 1 is faster than the peer.</summary>
/// <param name="Work">What was measured.</param>
/// <param name="Threads">Threads on both sides.</param>
/// <param name="OursUs">The median of ours.</param>
/// <param name="Peer">The peer.</param>
/// <param name="PeerUs">The median of the peer's.</param>
/// <param name="Ratio">The median of the ratios of the pairs.</param>
/// <param name="Spread">The distance of the quartiles of the ratios, as a share of their median.</param>
/// <param name="PeakShare">Our share of the measured peak of multiply-adds; 0 where it says little.</param>
/// <param name="Note">What went wrong; empty where nothing did.</param>
internal sealed record Row(
    [property: JsonPropertyName("work")] string Work,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("ours_us")] double OursUs,
    [property: JsonPropertyName("peer")] string Peer,
    [property: JsonPropertyName("peer_us")] double PeerUs,
    [property: JsonPropertyName("ratio")] double Ratio,
    [property: JsonPropertyName("spread")] double Spread,
    [property: JsonPropertyName("peak_share")] double PeakShare,
    [property: JsonPropertyName("note")] string Note
);
