using System.IO.Compression;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Reads the numbers of tensors from a file.</summary>
/// <param name="Stream">The decompressed bytes.</param>
/// <param name="Max">The maximum number of bytes.</param>
internal sealed record TensorStream(Stream Stream, long Max) : IDisposable
{
    private const int Chunk = 1 << 20;

    // The maximum compression ratio of Deflate.
    private const long MaxPacked = 1_032;

    /// <summary>The maximum size of compressed bytes after decompression.</summary>
    public static long Unpacked(long bytes) => bytes > long.MaxValue / MaxPacked ? long.MaxValue : bytes * MaxPacked;

    /// <summary>Opens a file, decompressing gzip.</summary>
    /// <exception cref="IOException">It cannot be read, or is not a regular file.</exception>
    public static TensorStream Open(string path)
    {
        var file = RegularFile.OpenRead(path);
        try
        {
            Span<byte> start = stackalloc byte[2];
            var isPacked = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
            file.Position = 0;
            return isPacked
                ? new(new GZipStream(file, CompressionMode.Decompress), Unpacked(file.Length))
                : new(file, file.Length);
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file, decompressing gzip, and reads it; errors name the file.</summary>
    public static Either<Error, TRead> Open<TRead>(string path, Func<TensorStream, Either<Error, TRead>> read)
    {
        try
        {
            using var stream = Open(path);
            return read(stream).MapLeft(error => Error.New($"{path}: {error.Message}"));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>Reads a tensor. Allocates no memory beyond what the file can hold, or beyond the read limit.</summary>
    /// <param name="format">The storage format of the numbers.</param>
    /// <param name="isReversed">Whether they are big-endian.</param>
    /// <param name="sizes">The axes.</param>
    /// <param name="isLast">Whether the data must end here.</param>
    public Either<Error, Tensor<T>> Read<T>(NumberFormat format, bool isReversed, long[] sizes, bool isLast = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = $"[{string.Join(", ", sizes)}]";
        var length = sizes.Contains(0) ? 0L : 1L;
        foreach (var size in sizes)
        {
            length = size is < 0 or > int.MaxValue || length > int.MaxValue ? long.MaxValue : length * size;
        }

        if (length > int.MaxValue || sizes.Any(size => size > int.MaxValue))
        {
            return Error.New($"the shape {shape} is too large");
        }

        if (length * format.Bytes > Max)
        {
            return Error.New($"it ends before the {length} numbers of its shape {shape}");
        }

        if (length > Array.MaxLength)
        {
            return Error.New($"the shape {shape} is too large");
        }

        if (ReadLimit.Exceeded((double)length * NumberFormat.Of<T>().Bytes) is { } wrong)
        {
            return Error.New($"with its shape {shape} {wrong}");
        }

        var tensor = new Tensor<T>(Shape.Of([.. sizes.Select(size => (int)size)]));
        var bytes = new byte[(int)Math.Min(Math.Max(length, 1) * format.Bytes, Chunk)];
        for (var done = 0; done < length; )
        {
            var count = (int)Math.Min(bytes.Length / format.Bytes, length - done);
            var part = bytes.AsSpan(0, count * format.Bytes);
            if (Stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
            {
                return Error.New($"it ends before the {length} numbers of its shape {shape}");
            }

            if (isReversed)
            {
                format.Reverse(part);
            }

            format.Convert(part, tensor.Writable.Slice(done, count));
            done += count;
        }

        return isLast && Stream.ReadByte() >= 0
            ? Error.New($"more follows the {length} numbers of its shape {shape}")
            : tensor;
    }

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();
}
