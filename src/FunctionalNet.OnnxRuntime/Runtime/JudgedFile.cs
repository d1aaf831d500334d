using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Runtime;

/// <summary>
/// Files that are written in a folder of their own beside their place, so that the move is one of names: they take their place
/// whole, or what is there stays.
/// </summary>
internal static class Draft
{
    /// <summary>Writes files and moves them into place where all went well. The error says that nothing is written, and why.</summary>
    /// <param name="path">Where the model file goes.</param>
    /// <param name="write">Writes the model, perhaps with its data beside it, and judges it.</param>
    public static Either<Error, TReport> Write<TReport>(string path, Func<string, Either<Error, TReport>> write)
    {
        var place = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(place))
        {
            return NotWritten(path, $"there is no folder {place}");
        }

        var folder = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(folder);
            return write(Path.Combine(folder, Path.GetFileName(path)))
                .Map(report =>
                {
                    // The model last: until then it is the old one.
                    foreach (var file in Directory.GetFiles(folder).OrderBy(file => IsModel(file, path)))
                    {
                        File.Move(file, Path.Combine(place, Path.GetFileName(file)), overwrite: true);
                    }

                    return report;
                })
                .MapLeft(why => NotWritten(path, why.Message));
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or OnnxRuntimeException
                        or (InvalidOperationException and not ShapeException)
            )
        {
            return NotWritten(path, error.Message);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static bool IsModel(string file, string path) =>
        string.Equals(Path.GetFileName(file), Path.GetFileName(path), StringComparison.Ordinal);

    private static Error NotWritten(string path, string why) => Error.New($"{path} is not written: {why}");
}
