using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>
/// An open folder: what was renamed in it is flushed to the disk, and of all who ask for its lock one has it until it closes the folder or
/// ends. Both need an operating system in the manner of Unix; on others nothing is flushed and nobody gets a lock.
/// </summary>
internal sealed partial class FolderHandle : IDisposable
{
    private const int Exclusive = 2;
    private const int AtOnce = 4;
    private const int BusyOnLinux = 11;
    private const int BusyElsewhere = 35;

    private readonly int descriptor;

    private FolderHandle(int descriptor) => this.descriptor = descriptor;

    /// <summary>Opens a folder. What cannot be opened answers no question and needs no closing.</summary>
    public static FolderHandle Open(string path) => new(OperatingSystem.IsWindows() ? -1 : OpenFile(path, 0));

    /// <summary>Takes the lock: true if it is ours then, false while another one has it, null where there are no locks.</summary>
    public bool? TryLock() =>
        descriptor >= 0 && Lock(descriptor, Exclusive | AtOnce) == 0 ? true
        : descriptor >= 0 && Marshal.GetLastPInvokeError() is BusyOnLinux or BusyElsewhere ? false
        : null;

    /// <summary>Takes the lock as soon as nobody else has it: true if it is ours then, false where there are no locks.</summary>
    /// <exception cref="IOException">Another one has not let it go in time.</exception>
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

    /// <summary>Flushes the names in the folder to the disk, as far as its file system can.</summary>
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
