using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FunctionalNet;

/// <summary>Opens pipes and devices for writing. Of a pipe that no program reads the system would wait without end, and without a word.</summary>
internal static partial class OutputStream
{
    // Values of Linux.
    private const int WriteOnly = 1;
    private const int NoWaiting = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int SetFlags = 4;
    private const int NoReader = 6;

    // A shell starts both ends of a pipe at once.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<string, FileStream> Reserved = new(StringComparer.Ordinal);

    /// <summary>Opens a stream, or takes the one that is reserved.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="longestWait">How long the reader of a pipe may take to open it.</param>
    /// <exception cref="IOException">It is a pipe that no program reads.</exception>
    public static FileStream Open(string path, TimeSpan? longestWait = null) =>
        Reserved.TryRemove(path, out var opened) ? opened
        : OperatingSystem.IsLinux() ? OpenLinux(path, longestWait ?? LongestWait)
        : OpenAny(path);

    /// <summary>Opens a stream before there are data for it: its reader is there then, and does not see its end before.</summary>
    /// <exception cref="IOException">It is a pipe that no program reads.</exception>
    public static void Reserve(string path) => Reserved[path] = Open(path);

    private static FileStream OpenLinux(string path, TimeSpan longestWait)
    {
        var clock = Stopwatch.StartNew();
        var descriptor = OpenFile(path, WriteOnly | NoWaiting | CloseOnExec);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == NoReader)
        {
            if (clock.Elapsed > longestWait)
            {
                throw new IOException("no program reads this pipe: start its reader first, or name a file");
            }

            Thread.Sleep(10);
            descriptor = OpenFile(path, WriteOnly | NoWaiting | CloseOnExec);
        }

        if (descriptor < 0)
        {
            return OpenAny(path);
        }

        // Later writes wait until the reader has taken what came before.
        _ = Control(descriptor, SetFlags, WriteOnly);
        return new(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write);
    }

    private static FileStream OpenAny(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int flags);
}
