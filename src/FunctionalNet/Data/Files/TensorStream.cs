using System.IO.Compression;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The numbers of tensors from a file.</summary>
/// <param name="Stream">The bytes, unpacked.</param>
/// <param name="Max">How many of them there may be at most.</param>
internal sealed record TensorStream(Stream Stream, long Max) : IDisposable
{
    private const int Chunk = 1 << 20;

    // Deflate packs no more than so many bytes into one.
    private const long MaxPacked = 1_032;

    /// <summary>How many bytes come out of packed ones at most.</summary>
    public static long Unpacked(long bytes) => bytes > long.MaxValue / MaxPacked ? long.MaxValue : bytes * MaxPacked;

    /// <summary>Opens a file, unpacked if it is packed by gzip.</summary>
    /// <exception cref="IOException">It cannot be read, or is no regular file.</exception>
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

    /// <summary>Opens a file for reading, unpacked if it is packed by gzip, and reads it; errors name the file.</summary>
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

    /// <summary>Reads a tensor. No memory is taken for what the file cannot hold, or for more than the bound on what is read.</summary>
    /// <param name="format">How the numbers are stored.</param>
    /// <param name="isReversed">Whether their bytes are in the other order than little-endian.</param>
    /// <param name="sizes">The axes.</param>
    /// <param name="isLast">Whether nothing may follow.</param>
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
