namespace FunctionalNet;

/// <summary>Files that have an end, which is known before they are read.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">There is nothing in it, or it is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        Require(path);
        return File.OpenRead(path);
    }

    /// <summary>All bytes of a file.</summary>
    /// <inheritdoc cref="OpenRead"/>
    public static byte[] ReadAllBytes(string path)
    {
        Require(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>
    /// Refuses what has no length before it is opened: to open a pipe waits until someone writes, and a device may give bytes without
    /// end.
    /// </summary>
    /// <inheritdoc cref="OpenRead"/>
    public static void Require(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new IOException("a path has at least one character, and none of them is NUL");
        }

        var target = File.ResolveLinkTarget(path, returnFinalTarget: true);
        if (target is not null && !target.Exists)
        {
            throw new IOException($"it is a link to {target.FullName}, which is no file");
        }

        if ((target ?? new FileInfo(path)) is FileInfo { Exists: true, Length: 0 })
        {
            throw new IOException(
                "it is empty, or no regular file: what comes from a pipe or a device has to be in a file first"
            );
        }
    }
}
