using System.CommandLine;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The files that commands read and write, looked at before any work is done. Errors name them as the user did.</summary>
internal static class Files
{
    /// <summary>The argument of commands that look at a model.</summary>
    public static Argument<FileInfo> Model() => new("MODEL") { Description = "An ONNX file, of any origin." };

    /// <summary>The path of a file that is there.</summary>
    public static Either<Error, string> Existing(FileInfo file) =>
        file.Exists ? Prelude.Right<Error, string>($"{file}")
        : Directory.Exists(file.FullName) ? Error.New($"{file} is a folder, not a file")
        : Error.New($"there is no file {file}");

    /// <summary>
    /// The path of a file that can be written, and that replaces none that somebody wants: one that is there has to be given up by
    /// <c>--force</c>. Its folder is made.
    /// </summary>
    /// <param name="file">The file; null for none, whose path is empty.</param>
    /// <param name="isOwn">Whether one that is there is this command's own, as the one that it writes by default.</param>
    public static Either<Error, string> New(FileInfo? file, bool isOwn = false) =>
        file is null ? string.Empty
        : !isOwn && !GlobalOptions.Current.Overwrites && FileKinds.Of($"{file}") == FileKind.Regular
            ? Error.New($"{file} is there already: name another file, or say --force to replace it")
        : Writable(file);

    /// <summary>The path of a folder into which files can be written; it is made. Null is none, whose path is empty.</summary>
    public static Either<Error, string> WritableFolder(DirectoryInfo? folder)
    {
        if (folder is null)
        {
            return string.Empty;
        }

        if (string.IsNullOrWhiteSpace($"{folder}"))
        {
            return Error.New("a folder has a name of more than blanks");
        }

        try
        {
            folder.Create();
            return WholeFile.Try(Path.Combine($"{folder}", "trial")).Map(_ => $"{folder}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write into {folder}: {e.Message}");
        }
    }

    private static Either<Error, string> Writable(FileInfo file)
    {
        try
        {
            file.Directory?.Create();
            return WholeFile.Try($"{file}").Map(_ => $"{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write {file}: {e.Message}");
        }
    }
}
