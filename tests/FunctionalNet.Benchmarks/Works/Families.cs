using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>The set of works to measure.</summary>
internal enum Suite
{
    /// <summary>All works of a typical user.</summary>
    Peers,

    /// <summary>The works that can also run on a GPU.</summary>
    Cuda,

    /// <summary>Single operators over many sizes.</summary>
    Sweep,
}

/// <summary>All works. A new family needs a file in this folder, a line below, and a function in torch_peer.py.</summary>
internal static class Families
{
    public static IEnumerable<Work> Of(Suite suite, PeerSet peers) =>
        suite switch
        {
            Suite.Cuda => OnCuda(peers),
            Suite.Sweep => SweepWorks.Of(peers),
            _ => All(peers),
        };

    private static IEnumerable<Work> All(PeerSet peers) =>
        [
            .. GemmWorks.All(),
            .. MlpWorks.Of(peers),
            .. CnnWorks.Of(peers),
            .. SequenceWorks.Of(peers),
            .. UserLayerWorks.Of(peers),
            .. InferenceWorks.Of(peers),
            .. NetworkWorks.Of(peers),
            .. GrowthWorks.Of(peers),
        ];

    private static IEnumerable<Work> OnCuda(PeerSet peers) =>
        [.. MlpWorks.Of(peers), .. CnnWorks.Of(peers), .. SequenceWorks.Of(peers), .. InferenceWorks.Of(peers)];
}
