using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Where a thread packs its blocks: one memory a thread, for all matrix products, as large as the largest needs. So it
/// stays in the cache from one product to the next, and products that run at the same time do not meet.
/// </summary>
internal static unsafe class GemmScratch<T>
    where T : unmanaged
{
    [ThreadStatic]
    private static PinnedMemory<T>? memory;

    [ThreadStatic]
    private static int length;

    public static T* Reserve(int count)
    {
        if (memory is null || length < count)
        {
            memory = new PinnedMemory<T>(count, clear: false);
            length = count;
        }

        return memory.Pointer;
    }
}
