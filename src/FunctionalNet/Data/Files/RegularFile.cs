namespace FunctionalNet;

/// <summary>Opens regular files only. Opening a pipe blocks until someone writes to it, and a device may never end.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It does not exist, or is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        Require(path);
        return File.OpenRead(path);
    }

    /// <summary>Reads all bytes of a file.</summary>
    /// <inheritdoc cref="OpenRead"/>
    public static byte[] ReadAllBytes(string path)
    {
        Require(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Throws for anything but a regular file. A missing file is left to the caller.</summary>
    /// <exception cref="IOException">It is not a regular file.</exception>
    public static void Require(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new IOException("a path has at least one character, and none of them is NUL");
        }

        if (FileKinds.Of(path) is FileKind.Stream or FileKind.Other)
        {
            throw new IOException(
                "it is no regular file: what comes from a pipe or a device has to be in a file first"
            );
        }
    }
}
