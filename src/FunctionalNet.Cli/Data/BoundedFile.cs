using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>Reads files whose length is unknown, such as pipes and devices, up to a limit.</summary>
internal static class BoundedFile
{
    private const int Chunk = 1 << 16;

    /// <summary>All bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="max">The maximum number of bytes.</param>
    public static Either<Error, byte[]> Read(string path, long max)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var bytes = new MemoryStream();
            var chunk = new byte[Chunk];
            while (file.Read(chunk) is > 0 and var count)
            {
                bytes.Write(chunk, 0, count);
                if (bytes.Length > max)
                {
                    return Error.New($"{path} is longer than {max:N0} bytes");
                }
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }
}
