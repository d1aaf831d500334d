using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// The packing memory of a thread: one per thread, shared by all matrix products, as large as the largest needs. So it stays in the cache
/// between products, and concurrent products do not share memory.
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
