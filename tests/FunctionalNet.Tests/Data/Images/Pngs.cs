using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Tests.Data.Images;

/// <summary>PNG files: those that libpng wrote, and a builder for files from single chunks.</summary>
internal static class Pngs
{
    /// <summary>Gets the files of libpng.zip by their names.</summary>
    public static IReadOnlyDictionary<string, byte[]> ByLibpng { get; } = Zipped.Files("libpng.zip");

    /// <summary>The image that the library reads from a file.</summary>
    public static Either<Error, Tensor<float>> Read(byte[] file) => FunctionalNet.Images.Read(new MemoryStream(file));

    /// <summary>The error that reading a file gives.</summary>
    public static string Wrong(byte[] file) =>
        Read(file).Match(image => $"{image.Shape} was read", error => error.Message);

    /// <summary>A PNG file made of chunks.</summary>
    public static byte[] Of(params IEnumerable<byte[]> parts) =>
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. parts.SelectMany(part => part)];

    /// <summary>The IHDR chunk.</summary>
    public static byte[] Header(uint width, uint height, byte depth, byte kind, params byte[] methods)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(data, width);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9]) = (depth, kind);
        methods.CopyTo(data, 10);
        return Part("IHDR", data);
    }

    /// <summary>The IDAT chunk, from rows with their filter bytes.</summary>
    public static byte[] Pixels(params byte[] rows) => Part("IDAT", Packed(rows));

    /// <summary>Gets the IEND chunk.</summary>
    public static byte[] End => Part("IEND");

    /// <summary>A chunk: length, name, data and checksum.</summary>
    public static byte[] Part(string name, params byte[] data)
    {
        byte[] part = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(name), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(part, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(part.AsSpan(^4), Checksum(part.AsSpan()[4..^4]));
        return part;
    }

    /// <summary>Bytes in zlib format.</summary>
    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var packer = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            packer.Write(bytes);
        }

        return packed.ToArray();
    }

    // The CRC-32 of ISO 3309, computed bit by bit as an independent reference.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (((sum ^ (uint)(value >> bit)) & 1) == 1 ? 0xEDB88320 : 0) ^ (sum >> 1);
            }
        }

        return ~sum;
    }
}
