using System.IO.Compression;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>The data embedded in this program.</summary>
internal static class Embedded
{
    /// <summary>Reads a resource, decompressed if its name ends in .gz, through a file, like external data.</summary>
    public static Either<Error, T> Read<T>(string name, Func<string, Either<Error, T>> read)
    {
        try
        {
            var file = Path.GetTempFileName();
            try
            {
                Unpack(name, file);
                return read(file);
            }
            finally
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New(
                $"{name} needs a temporary file, which {Path.GetTempPath()} does not take: {e.Message}; set TMPDIR to a folder that can be written"
            );
        }
    }

    private static void Unpack(string name, string file)
    {
        using var resource = typeof(Embedded).Assembly.GetManifestResourceStream(name)!;
        using var unpacked = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(resource, CompressionMode.Decompress)
            : resource;
        using var copy = File.Create(file);
        unpacked.CopyTo(copy);
    }
}
