using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>
/// An open folder, to flush renames in it to disk, and to lock it: one process holds the lock until it closes the folder or ends. Both need
/// a Unix-like operating system; on others nothing is flushed and no lock is available.
/// </summary>
internal sealed partial class FolderHandle : IDisposable
{
    private const int Exclusive = 2;
    private const int AtOnce = 4;
    private const int BusyOnLinux = 11;
    private const int BusyElsewhere = 35;

    private readonly int descriptor;

    private FolderHandle(int descriptor) => this.descriptor = descriptor;

    /// <summary>Opens a folder. A folder that cannot be opened supports no operation and needs no closing.</summary>
    public static FolderHandle Open(string path) => new(OperatingSystem.IsWindows() ? -1 : OpenFile(path, 0));

    /// <summary>Tries to take the lock: true if taken, false if another process holds it, null if locks are unavailable.</summary>
    public bool? TryLock() =>
        descriptor >= 0 && Lock(descriptor, Exclusive | AtOnce) == 0 ? true
        : descriptor >= 0 && Marshal.GetLastPInvokeError() is BusyOnLinux or BusyElsewhere ? false
        : null;

    /// <summary>Waits for the lock: true if taken, false if locks are unavailable.</summary>
    /// <exception cref="IOException">Another process has not released it in time.</exception>
    public bool Lock(TimeSpan longest)
    {
        for (var clock = Stopwatch.StartNew(); TryLock() is { } isOurs; Thread.Sleep(1))
        {
            if (isOurs || clock.Elapsed > longest)
            {
                return isOurs ? true : throw new IOException("another program has locked its folder");
            }
        }

        return false;
    }

    /// <summary>Flushes the folder's entries to disk, as far as its file system supports it.</summary>
    public void Flush()
    {
        if (descriptor >= 0)
        {
            _ = Synchronize(descriptor);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (descriptor >= 0)
        {
            _ = CloseFile(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int descriptor);
}
