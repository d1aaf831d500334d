using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>Software prefetching.</summary>
internal static unsafe class Cache
{
    /// <summary>Prefetches the cache line of an address into the L2 cache; an invalid address is ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
