using System.Buffers.Binary;
using System.IO.Compression;

namespace FunctionalNet.Cli.Charts;

/// <summary>Pixels as a PNG file, so that a page holds a picture in a few hundred bytes.</summary>
internal static class Png
{
    private const int Grey = 0;
    private const int Colored = 2;
    private const uint Polynomial = 0xEDB88320;

    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file as the address of an image.</summary>
    /// <param name="pixels">Rows of pixels from above, of one byte each, or of three: red, green and blue.</param>
    /// <param name="width">The pixels of a row.</param>
    /// <param name="channels">1 or 3.</param>
    public static string Address(ReadOnlySpan<byte> pixels, int width, int channels) =>
        $"data:image/png;base64,{Convert.ToBase64String(File(pixels, width, channels))}";

    /// <summary>The bytes of the file.</summary>
    public static byte[] File(ReadOnlySpan<byte> pixels, int width, int channels)
    {
        var row = width * channels;
        using var packed = new MemoryStream();
        using (var packer = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            for (var start = 0; start < pixels.Length; start += row)
            {
                // Each row begins with the filter that it went through: none.
                packer.WriteByte(0);
                packer.Write(pixels.Slice(start, row));
            }
        }

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels.Length / row);
        header[8] = 8;
        header[9] = (byte)(channels == 1 ? Grey : Colored);
        return [.. Signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    // Length, name, data, and a checksum of the latter two.
    private static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [0, 0, 0, 0, .. name, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4), Checksum(chunk.AsSpan()[4..^4]));
        return chunk;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * Polynomial);
            }
        }

        return ~sum;
    }
}
