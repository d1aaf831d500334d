using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Where the bytes of an output go.</summary>
/// <param name="Path">The full path: where a link leads, if the name is one, so that the link stays.</param>
/// <param name="IsStream">Whether bytes are handed on there, as by a pipe or <c>/dev/null</c>, rather than kept under the name.</param>
/// <param name="IsLink">Whether the name that was given leads there by a link.</param>
internal sealed record Destination(string Path, bool IsStream, bool IsLink)
{
    /// <summary>The name of the file.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The folder of the file.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Where a name leads.</summary>
    /// <returns>The place, or why nothing can be written there.</returns>
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

                // Such as /dev/stdout, whose reader holds the file and not its name.
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
