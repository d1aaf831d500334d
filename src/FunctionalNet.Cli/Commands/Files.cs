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
        : Directory.Exists(file.FullName) ? IsFolder(file)
        : Error.New($"there is no file {file}");

    /// <summary>The path of a file that can be written. Its folder is made.</summary>
    public static Either<Error, string> Writable(FileInfo file)
    {
        if (Directory.Exists(file.FullName))
        {
            return IsFolder(file);
        }

        try
        {
            file.Directory?.Create();

            // Tried beside the file, so that what is there stays as it is.
            using var trial = new FileStream(
                $"{file}.{Path.GetRandomFileName()}",
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                }
            );
            return $"{file}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write {file}: {e.Message}");
        }
    }

    private static Error IsFolder(FileInfo file) => Error.New($"{file} is a folder, not a file");
}
