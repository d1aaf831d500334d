using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>Which works are measured.</summary>
internal enum Suite
{
    /// <summary>All of what a user does.</summary>
    Peers,

    /// <summary>Those that a GPU does too.</summary>
    Cuda,

    /// <summary>Single operators over their sizes.</summary>
    Sweep,
}

/// <summary>All works. A new family is a file here, a line below, and a function in torch_peer.py.</summary>
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
