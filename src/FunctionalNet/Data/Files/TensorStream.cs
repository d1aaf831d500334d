using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The numbers of a tensor from a stream.</summary>
internal static class TensorStream
{
    private const int Chunk = 1 << 20;

    /// <summary>Reads a tensor. Memory grows with what comes, so that a file cannot claim to be larger than it is.</summary>
    /// <param name="stream">The stream, at the first number.</param>
    /// <param name="format">How the numbers are stored.</param>
    /// <param name="isReversed">Whether their bytes are in the other order than little-endian.</param>
    /// <param name="sizes">The axes.</param>
    /// <param name="isLast">Whether nothing may follow.</param>
    public static Either<Error, Tensor<T>> Read<T>(
        Stream stream,
        NumberFormat format,
        bool isReversed,
        long[] sizes,
        bool isLast = true
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = sizes.Contains(0) ? 0L : 1L;
        foreach (var size in sizes)
        {
            length = size is < 0 or > int.MaxValue || length > int.MaxValue ? long.MaxValue : length * size;
        }

        if (length > int.MaxValue)
        {
            return Error.New($"the shape [{string.Join(", ", sizes)}] is too large");
        }

        var bytes = new byte[(int)Math.Min(Math.Max(length, 1) * format.Bytes, Chunk)];
        var parts = new List<T[]>();
        for (var done = 0L; done < length; )
        {
            var count = (int)Math.Min(bytes.Length / format.Bytes, length - done);
            var part = bytes.AsSpan(0, count * format.Bytes);
            if (stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
            {
                return Error.New($"it ends before the {length} numbers of its shape [{string.Join(", ", sizes)}]");
            }

            if (isReversed)
            {
                format.Reverse(part);
            }

            var numbers = new T[count];
            format.Convert<T>(part, numbers);
            parts.Add(numbers);
            done += count;
        }

        if (isLast && stream.ReadByte() >= 0)
        {
            return Error.New($"more follows the {length} numbers of its shape [{string.Join(", ", sizes)}]");
        }

        var tensor = new Tensor<T>(Shape.Of([.. sizes.Select(size => (int)size)]));
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(tensor.Writable[at..]);
            at += part.Length;
        }

        return tensor;
    }

    /// <summary>Opens a file for reading, unpacked if it is packed by gzip, and reads it; errors name the file.</summary>
    public static Either<Error, TRead> Open<TRead>(string path, Func<Stream, Either<Error, TRead>> read)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var stream = Unpacked(file);
            return read(stream).MapLeft(error => Error.New($"{path}: {error.Message}"));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>The stream, unpacked if it begins as gzip does.</summary>
    public static Stream Unpacked(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var isPacked = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        return isPacked
            ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress)
            : file;
    }
}
