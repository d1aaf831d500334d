using System.CommandLine;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The input and output files of commands, checked before any work is done. Errors quote the paths as typed.</summary>
internal static class Files
{
    /// <summary>The argument of commands that read a model.</summary>
    public static Argument<FileInfo> Model() => new("MODEL") { Description = "An ONNX file, of any origin." };

    /// <summary>The path of an existing ONNX file. Its name may have any ending that its content does not belie.</summary>
    public static Either<Error, string> Existing(FileInfo file) =>
        file.Exists ? Named(file)
        : Directory.Exists(file.FullName) ? Error.New($"{file} is a folder, not a file")
        : Error.New($"there is no file {file}");

    /// <summary>The path of an existing folder.</summary>
    public static Either<Error, string> ExistingFolder(string folder) =>
        Directory.Exists(folder) ? Prelude.Right<Error, string>(folder)
        : File.Exists(folder) ? Error.New($"{folder} is a file, not a folder")
        : Error.New($"there is no folder {folder}");

    /// <summary>The path of an output file. An existing file is only replaced with <c>--force</c>. The folder is created.</summary>
    /// <param name="file">The file; null for none, which gives an empty path.</param>
    /// <param name="isOwn">Whether an existing file belongs to this command, such as its default output.</param>
    public static Either<Error, string> New(FileInfo? file, bool isOwn = false) =>
        file is null ? string.Empty
        : !isOwn && !GlobalOptions.Current.Overwrites && IsThere($"{file}")
            ? Error.New($"{file} is there already: name another file, or say --force to replace it")
        : !string.IsNullOrWhiteSpace($"{file}") && !NamedOutputs.Add(file)
            ? Error.New($"{file} is named for two outputs: give each a file of its own")
        : Writable(file);

    /// <summary>Whether a file is there, which an output of this path takes the place of.</summary>
    public static bool IsThere(string path) => FileKinds.Of(path) == FileKind.Regular;

    /// <summary>What is added to the line that tells of an output: nothing, unless it took the place of another.</summary>
    public static string InPlace(bool isReplaced) => isReplaced ? ", in place of the one that was there" : string.Empty;

    /// <summary>The path of an output folder, which is created. Null is none and gives an empty path.</summary>
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
            CreatedFolders.Create(folder);
            return WholeFile.Try(Path.Combine($"{folder}", "trial")).Map(_ => $"{folder}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write into {folder}: {e.Message}");
        }
    }

    private static Either<Error, string> Named(FileInfo file) =>
        FileKinds.Of($"{file}") == FileKind.Regular && NotOnnx.IsLikely($"{file}")
            ? $"{file}"
            : KnownFiles.Instead($"{file}", "an ONNX model", ".onnx").Map(_ => $"{file}");

    private static Either<Error, string> Writable(FileInfo file)
    {
        try
        {
            if (file.Directory is { } folder)
            {
                CreatedFolders.Create(folder);
            }

            return WholeFile.Try($"{file}").Map(_ => $"{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write {file}: {e.Message}");
        }
    }
}
