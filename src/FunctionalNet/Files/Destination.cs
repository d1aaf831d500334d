using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The destination of an output.</summary>
/// <param name="Path">The full path; for a link that of its target, so that the link is kept.</param>
/// <param name="IsStream">Whether it is a stream, such as a pipe or <c>/dev/null</c>, rather than a file.</param>
/// <param name="IsLink">Whether the given name is a link.</param>
internal sealed record Destination(string Path, bool IsStream, bool IsLink)
{
    /// <summary>The name of the file.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The folder of the file.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The destination of a name.</summary>
    /// <returns>The destination, or why nothing can be written there.</returns>
    public static LanguageExt.Either<Error, Destination> Of(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            return Error.New($"cannot write '{path}': that is no name of a file");
        }

        try
        {
            var full = System.IO.Path.GetFullPath(path);
            return FileKinds.Of(path) switch
            {
                FileKind.Folder => Error.New($"cannot write {path}: it is a folder, not a file"),
                _ when System.IO.Path.GetFileName(full).Length == 0 => Error.New(
                    $"cannot write {path}: that is the name of a folder"
                ),
                FileKind.Other => Error.New($"cannot write {path}: it is a disk or a socket, not a file"),
                FileKind.Stream => new Destination(full, true, false),

                // Such as /dev/stdout, whose reader has the file open and does not use its name.
                FileKind.Regular when IsOpen(full) => new Destination(full, true, false),
                _ => File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target
                    ? new Destination(target.FullName, false, true)
                    : new Destination(full, false, false),
            };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Destination(System.IO.Path.GetFullPath(path), false, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Error.New($"cannot write {path}: {e.Message}");
        }
    }

    private static bool IsOpen(string path) =>
        path is "/dev/stdout" or "/dev/stderr"
        || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
        || path.StartsWith("/proc/", StringComparison.Ordinal);
}
