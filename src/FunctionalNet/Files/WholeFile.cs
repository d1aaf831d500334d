using System.Text;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// How this library writes files: whole or not at all. Bytes go to a place of their own, are flushed to the disk and then renamed, which
/// a file system does as one; the folder is flushed too. Whatever ends the process or the power, and however many write at once, the
/// name leads to the old file or to a new one. A link stays and what it leads to is replaced; a device or pipe is written through.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes its bytes, one after the other.</param>
    public static Either<Error, Unit> Write(string path, Action<Stream> write) =>
        At<Unit>(
            path,
            place =>
            {
                if (place.IsStream)
                {
                    using var stream = Draft.Open(place);
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

    /// <summary>Writes a text in UTF-8.</summary>
    public static Either<Error, Unit> Write(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file that is checked before it takes its place.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes the draft and answers what is to be told of it; after an error nothing takes its place.</param>
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

    /// <summary>Whether a file can be written there, before there is anything to write. What is there stays as it is.</summary>
    public static Either<Error, Unit> Try(string path) =>
        At<Unit>(
            path,
            place =>
            {
                // A pipe would wait for its reader.
                if (!place.IsStream)
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
