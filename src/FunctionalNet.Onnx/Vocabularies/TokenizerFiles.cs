using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Vocabularies;

/// <summary>Reads vocabulary files: regular files with a limited size.</summary>
internal static class TokenizerFiles
{
    // The largest published ones have about 30 MB.
    private const long MaxBytes = 1L << 28;

    /// <summary>The bytes of a file.</summary>
    public static Either<Error, byte[]> Read(string path)
    {
        try
        {
            using var stream = RegularFile.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                return Error.New($"{path}: a vocabulary of {stream.Length:N0} bytes is too large");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>What a file holds, or what is wrong with it, or which part of it is not supported.</summary>
    public static Either<Error, T> Made<T>(string path, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (NotSupportedException e)
        {
            return Error.New($"{path}: {e.Message}");
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or InvalidOperationException
                        or InvalidDataException
                        or FormatException
                        or KeyNotFoundException
                        or System.Text.Json.JsonException
            )
        {
            return Error.New($"{path}: it is no vocabulary: {e.Message}");
        }
    }
}
