using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace FunctionalNet;

/// <summary>Encodes pixels as a PNG file: 8 bits per sample, no filters, one chunk each for header, pixels and end.</summary>
internal static class PngWriter
{
    /// <summary>The file of pixels with interleaved samples, rows from the top.</summary>
    public static byte[] Write(ReadOnlySpan<byte> samples, int width, int height, PngKind kind)
    {
        var row = samples.Length / height;
        using var packed = new MemoryStream();
        using (var packer = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            for (var start = 0; start < samples.Length; start += row)
            {
                packer.WriteByte(0);
                packer.Write(samples.Slice(start, row));
            }
        }

        Span<byte> header = stackalloc byte[PngHeader.Bytes];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, (byte)kind);
        return
        [
            .. PngFile.Signature,
            .. Part("IHDR"u8, header),
            .. Part("IDAT"u8, packed.ToArray()),
            .. Part("IEND"u8, []),
        ];
    }

    // Length, type, data, and a checksum of the latter two.
    private static byte[] Part(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        byte[] part = [0, 0, 0, 0, .. name, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(part, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(part.AsSpan(^4), Crc32.HashToUInt32(part.AsSpan()[4..^4]));
        return part;
    }
}
