using System.Globalization;
using System.Runtime.InteropServices;

namespace FunctionalNet.Execution;

/// <summary>
/// The processors on which a sleeping thread may wake; created by that thread. Linux wakes a thread on a processor that it considers idle;
/// in a virtual machine it considers a sleeping processor to be in use by others, so the woken worker waits, for milliseconds, behind the
/// caller who woke it. So a worker may not wake on the caller's processor. On other systems this does nothing.
/// </summary>
internal sealed unsafe partial class Placement
{
    private const int BitsOfWord = 64;

    private readonly ulong[] allowed = new ulong[1024 / BitsOfWord];
    private readonly int thread = NumberOfThisThread();
    private bool isKeptAway;

    private nint Bytes => allowed.Length * sizeof(ulong);

    /// <summary>Keeps the sleeping thread off the caller's processor, if another one is allowed.</summary>
    public void KeepAway()
    {
        if (thread == 0)
        {
            return;
        }

        var (word, bit) = Math.DivRem(GetProcessor(), BitsOfWord);
        fixed (ulong* mask = allowed)
        {
            if ((uint)word < (uint)allowed.Length && GetAffinity(thread, Bytes, mask) >= 0)
            {
                var all = mask[word];
                mask[word] = all & ~(1UL << bit);
                isKeptAway = SetAffinity(thread, Bytes, mask) == 0;
                mask[word] = all;
            }
        }
    }

    /// <summary>Lets the thread, now awake, run on all processors that it was allowed before.</summary>
    public void Free()
    {
        if (isKeptAway)
        {
            fixed (ulong* mask = allowed)
            {
                _ = SetAffinity(0, Bytes, mask);
            }

            isKeptAway = false;
        }
    }

    // The link reads PROCESS/task/THREAD; `gettid` is not in every C library that .NET runs on.
    private static int NumberOfThisThread() =>
        OperatingSystem.IsLinux()
        && int.TryParse(
            Path.GetFileName(new DirectoryInfo("/proc/thread-self").LinkTarget),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int GetProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint size, ulong* mask);
}
