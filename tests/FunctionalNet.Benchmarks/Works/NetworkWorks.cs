using FunctionalNet.Benchmarks.Networks;
using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>Predictions of published networks against ONNX Runtime: after warm-up, and in a new process.</summary>
internal static class NetworkWorks
{
    /// <summary>Gets the networks whose packages are not available.</summary>
    public static IEnumerable<string> Missing =>
        Network
            .All.Where(network => !network.IsThere)
            .Select(network =>
                $"{network.Name} is missing: {network.Package.Client} fetches no {network.Package.Name}"
            );

    public static IEnumerable<Work> Of(PeerSet peers) =>
        from network in Network.All
        where network.IsThere
        from batch in network.Batches
        from work in (Work[])
            [
                new(
                    "network",
                    $"network {network.Name}, batch {batch}",
                    () => NetworkRuns.Ours(network, batch, peers.Threads),
                    PeerSet.OnnxRuntime,
                    () => NetworkRuns.Theirs(network, batch, peers.Threads)
                ),
                new(
                    "network, cold",
                    $"first 30 of {network.Name}, batch {batch}",
                    () => new ColdRun(network, batch, isOurs: true),
                    PeerSet.OnnxRuntime,
                    () => new ColdRun(network, batch, isOurs: false)
                )
                {
                    IsCold = true,
                },
            ]
        where batch == 1 || !work.IsCold
        select work;
}
