using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Tests.Reports;

public class PngTests
{
    [Theory]
    [InlineData(1, 5, 3, 0)]
    [InlineData(3, 4, 7, 2)]
    public void A_file_holds_its_pixels(int channels, int width, int height, int kind)
    {
        var pixels = Enumerable.Range(0, channels * width * height).Select(i => (byte)(37 * i)).ToArray();
        var file = Png.File(pixels, width, channels);
        Assert.Equal([0x89, .. "PNG\r\n\u001a\n"u8], file[..8]);
        var chunks = Chunks(file.AsSpan(8).ToArray()).ToArray();
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Name), StringComparer.Ordinal);
        Assert.Equal([0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 8, (byte)kind, 0, 0, 0], chunks[0].Data);

        using var unpacked = new MemoryStream();
        using (var packed = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress))
        {
            packed.CopyTo(unpacked);
        }

        Assert.Equal(pixels.Chunk(width * channels).SelectMany(row => row.Prepend((byte)0)), unpacked.ToArray());
    }

    // The checksum of an empty last chunk stands in the description of the format.
    [Fact]
    public void A_checksum_is_that_of_the_format() => Assert.Equal([0xAE, 0x42, 0x60, 0x82], Png.File([0], 1, 1)[^4..]);

    private static IEnumerable<(string Name, byte[] Data)> Chunks(byte[] file)
    {
        for (var at = 0; at < file.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            yield return (Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]);
            at += length + 12;
        }
    }
}
