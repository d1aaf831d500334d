using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Files that are whole or not there: written under another name, flushed to the disk, then renamed, which a file system does as one.
/// Whatever ends the process or the power, the name leads to the old file or to the new one.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes a file. What was begun by a process that ended is overwritten by the next.</summary>
    public static Either<Error, Unit> Write(string path, Action<Stream> write)
    {
        var begun = $"{path}.part";
        var isOurs = false;
        try
        {
            using (var stream = new FileStream(begun, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                isOurs = true;
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(begun, path, overwrite: true);
            return Unit.Default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be opened may be what another one is writing.
            if (isOurs)
            {
                Remove(begun);
            }

            return Error.New($"cannot write {path}: {e.Message}");
        }
    }

    // The first error is the one to tell.
    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
