using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>All works. A new family is a file here, a line below, and a function in torch_peer.py.</summary>
internal static class Families
{
    public static IEnumerable<Work> All(PeerSet peers) =>
        [
            .. GemmWorks.All(),
            .. MlpWorks.Of(peers),
            .. CnnWorks.Of(peers),
            .. SequenceWorks.Of(peers),
            .. UserLayerWorks.Of(peers),
            .. InferenceWorks.Of(peers),
            .. GrowthWorks.Of(peers),
        ];

    /// <summary>Those that a GPU does too.</summary>
    public static IEnumerable<Work> OnCuda(PeerSet peers) =>
        [.. MlpWorks.Of(peers), .. CnnWorks.Of(peers), .. SequenceWorks.Of(peers), .. InferenceWorks.Of(peers)];
}
