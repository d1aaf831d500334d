using System.Text;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Writes files atomically. Data goes to a temporary file that is flushed to disk and then renamed, which is atomic; the folder is flushed
/// too. After a crash or power loss, and with any number of writers, the name refers to the old file or a new one. A link is kept and its
/// target replaced; a device or pipe is written directly, and a pipe that no program reads is refused.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes its bytes sequentially.</param>
    public static Either<Error, Unit> Write(string path, Action<Stream> write) =>
        At<Unit>(
            path,
            place =>
            {
                if (place.IsStream)
                {
                    using var stream = OutputStream.Open(place.Path);
                    write(stream);
                    return Unit.Default;
                }

                using var draft = Draft.Begin(place);
                using (var stream = new FileStream(draft.Path, FileMode.CreateNew, FileAccess.Write))
                {
                    write(stream);
                }

                draft.Publish();
                return Unit.Default;
            }
        );

    /// <summary>Writes files that belong together: none is replaced before all are written and flushed to disk.</summary>
    /// <remarks>Only a crash between the renames, the last file's first, leaves new files beside old ones.</remarks>
    /// <param name="files">Their names, and what writes their bytes sequentially.</param>
    public static Either<Error, Unit> WriteAll(params (string Path, Action<Stream> Write)[] files) =>
        files is [var (path, write), .. var others]
            ? At(
                path,
                place =>
                {
                    using var draft = Draft.Begin(place);
                    using (var stream = new FileStream(draft.Path, FileMode.CreateNew, FileAccess.Write))
                    {
                        write(stream);
                        stream.Flush(flushToDisk: true);
                    }

                    return WriteAll(others)
                        .Map(done =>
                        {
                            draft.Publish();
                            return done;
                        });
                }
            )
            : Unit.Default;

    /// <summary>Writes a text in UTF-8.</summary>
    public static Either<Error, Unit> Write(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file that is validated before it is published.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes the draft and returns the result; after an error nothing is published.</param>
    public static Either<Error, TReport> Write<TReport>(string path, Func<Draft, Either<Error, TReport>> write) =>
        At(
            path,
            place =>
            {
                using var draft = Draft.Begin(place);
                return write(draft)
                    .Map(report =>
                    {
                        draft.Publish();
                        return report;
                    });
            }
        );

    /// <summary>
    /// Whether a file can be written there, before there is any data. An existing file is unchanged; a pipe is held open until it is written.
    /// </summary>
    public static Either<Error, Unit> Try(string path) =>
        At<Unit>(
            path,
            place =>
            {
                if (place.IsStream)
                {
                    OutputStream.Reserve(place.Path);
                }
                else
                {
                    Draft.Begin(place).Dispose();
                }

                return Unit.Default;
            }
        );

    private static Either<Error, T> At<T>(string path, Func<Destination, Either<Error, T>> write)
    {
        try
        {
            return Destination.Of(path).Bind(write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Error.New($"cannot write {path}: {e.Message}");
        }
    }
}
