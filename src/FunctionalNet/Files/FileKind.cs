using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>What a name refers to.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A stream without content of its own: a pipe, a terminal, <c>/dev/null</c>.</summary>
    Stream,

    /// <summary>A disk or a socket.</summary>
    Other,
}

/// <summary>Determines what a name refers to, following links.</summary>
internal static unsafe partial class FileKinds
{
    private const int CurrentFolder = -100;
    private const int StatusBytes = 256;
    private const int ModePlace = 28;
    private const uint TypeOnly = 1;
    private const int TypeBits = 0xF000;

    /// <summary>The kind; inaccessible names count as nothing.</summary>
    public static FileKind Of(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(path) : OfAny(path);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return OfAny(path);
        }
    }

    private static FileKind OfLinux(string path)
    {
        var status = stackalloc byte[StatusBytes];
        return Status(CurrentFolder, path, 0, TypeOnly, status) != 0
            ? FileKind.None
            : (BinaryPrimitives.ReadUInt16LittleEndian(new(status + ModePlace, 2)) & TypeBits) switch
            {
                0x8000 => FileKind.Regular,
                0x4000 => FileKind.Folder,
                0x2000 or 0x1000 => FileKind.Stream,
                _ => FileKind.Other,
            };
    }

    private static FileKind OfAny(string path) =>
        Directory.Exists(path) ? FileKind.Folder
        : !File.Exists(path) ? FileKind.None
        : Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) ? FileKind.Stream
        : FileKind.Regular;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, byte* status);
}
