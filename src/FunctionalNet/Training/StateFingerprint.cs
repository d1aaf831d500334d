using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>Fingerprints by which ranks verify that they start from the same state and take the same steps.</summary>
internal static class StateFingerprint
{
    /// <summary>The fingerprint of a state.</summary>
    public static long Of<T>(TrainState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var hash = (ulong)state.Step ^ state.Key.Low ^ (state.Key.High << 1);
        foreach (var value in state.Values.Values)
        {
            hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(value.Span), (long)hash);
        }

        return (long)hash;
    }

    /// <summary>The fingerprint of a step on a batch.</summary>
    public static long Of(long step, int samples) => (step << 24) + samples;
}
