using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>Numbers by which ranks see that they do the same: they begin with the same state, and take the same steps.</summary>
internal static class SamePlace
{
    /// <summary>That of a state.</summary>
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

    /// <summary>That of a step on a batch.</summary>
    public static long Of(long step, int samples) => (step << 24) + samples;
}
