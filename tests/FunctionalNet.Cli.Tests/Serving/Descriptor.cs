using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FunctionalNet.Cli.Tests.Serving;

/// <summary>A standard stream of this process, which can be led elsewhere: what native code writes goes there too.</summary>
/// <param name="Number">The number of the file descriptor.</param>
internal sealed partial record Descriptor(int Number)
{
    /// <summary>The file that is empty and takes everything.</summary>
    public const string Nothing = "/dev/null";

    private const string Library = "libc";

    public static Descriptor Input { get; } = new(0);

    public static Descriptor Output { get; } = new(1);

    public static Descriptor Error { get; } = new(2);

    /// <summary>The stream that this descriptor has had so far; the descriptor leads nowhere from now on.</summary>
    public FileStream Moved(FileAccess access)
    {
        var before = new SafeFileHandle(Checked(Duplicate(Number)), ownsHandle: true);
        Lead(Nothing);
        return new(before, access, bufferSize: 1);
    }

    /// <summary>Leads the stream to a file.</summary>
    public void Lead(string file)
    {
        using var opened = File.OpenHandle(
            file,
            FileMode.Open,
            Number == 0 ? FileAccess.Read : FileAccess.Write,
            FileShare.ReadWrite | FileShare.Delete
        );
        Checked(Duplicate((int)opened.DangerousGetHandle(), Number));
    }

    private static int Checked(int result) => result < 0 ? throw new Win32Exception() : result;

    [LibraryImport(Library, EntryPoint = "dup", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport(Library, EntryPoint = "dup2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor, int target);
}
