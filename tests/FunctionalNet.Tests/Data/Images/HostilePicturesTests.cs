using System.Buffers.Binary;
using System.Diagnostics;
using Xunit;

namespace FunctionalNet.Tests.Data.Images;

/// <summary>JPEG, WebP, BMP and GIF files that are damaged or declare too many pixels.</summary>
public class HostilePicturesTests
{
    private const int Flips = 40;

    // Long enough for a slow machine, so that only a decoder that hangs exceeds it.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Names => [.. Pictures.ByPillow.Keys];

    [Fact]
    public void What_is_wrong_is_told()
    {
        var (jpeg, bmp, gif, webp) = (
            Pictures.ByPillow["progressive.jpg"],
            Pictures.ByPillow["colored.bmp"],
            Pictures.ByPillow["palette.gif"],
            Pictures.ByPillow["colored.webp"]
        );
        (string Says, byte[] File)[] files =
        [
            ("no end marker", jpeg[..^2]),
            ("no end marker", jpeg[..400]),
            ("no end marker", [0xFF, 0xD8, 0xFF, 0xE0]),
            ("no end marker", [0xFF, 0xD8, 0xFF, 0xFF, 0xFF]),
            ("its header cannot be read", [0xFF, 0xD8, 0xFF, 0xD9]),
            ("its header cannot be read", JpegSized(0, 0)),
            ("it has 60000 x 50000 pixels; there may be 1 to 67,108,864", JpegSized(60_000, 50_000)),
            ("it goes 35 times through its 8000 x 8000 pixels; it may do so 16 times", JpegSized(8000, 8000, 25)),
            // Decoders skip the bytes before the marker; the count of scans must skip them too, or scans could be hidden behind them.
            ("it goes 35 times through its 8000 x 8000 pixels", JpegSized(8000, 8000, 25, [0xFF, 0x02, 0xFF, 0xFF])),
            ("it has 30000 x 30000 pixels", Changed(bmp, 18, Whole(30_000), 22, Whole(30_000))),
            ("it has 30000 x 30000 pixels", Changed(bmp, 18, Whole(30_000), 22, Whole(-30_000))),
            ("its header cannot be read", Changed(bmp, 18, Whole(int.MaxValue), 22, Whole(int.MaxValue))),
            ("its header cannot be read", Changed(bmp, 18, Whole(0))),
            ("pixels cannot be read: it ends before them", Changed(bmp, 18, Whole(8_000), 22, Whole(8_000))),
            ("it has 65535 x 65535 pixels", Changed(gif, 6, [0xFF, 0xFF, 0xFF, 0xFF])),
            ("its header cannot be read", gif[..20]),
            ("its header cannot be read", [.. "GIF89a"u8]),
            ("its header cannot be read", [.. "BM"u8]),
            ("its header cannot be read", [.. "RIFF\u0004\0\0\0WEBP"u8]),
            ("it ends before the 875,770,417 bytes that it says it has", [.. "RIFF1234WEBP"u8]),
            ("it has 16384 x 16384 pixels", Changed(webp, 21, [0xFF, 0xFF, 0xFF, 0x0F])),
            ("it ends before the", webp[..60]),
            ("there may be 1 to 67,108,864", Pngs.Of(Pngs.Header(8193, 8192, 8, 2), Pngs.Pixels(0), Pngs.End)),
            ("do not hold its 8000 x 8000", Pngs.Of(Pngs.Header(8000, 8000, 8, 2), Pngs.Pixels(0), Pngs.End)),
            ("it ends before", Pngs.Of(Pngs.Header(9, 9, 8, 2), Pngs.Pixels(new byte[28]), Pngs.End)),
            ("it is a TIFF file; JPEG, WebP, BMP, GIF and PNG are read here", [.. "II*\0"u8]),
            ("it is no image", [.. "hello, there"u8]),
            ("it is no image", []),
        ];
        Assert.All(files, file => Assert.Contains(file.Says, Pictures.Wrong(file.File), StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_of_too_many_pixels_takes_no_memory()
    {
        byte[][] files =
        [
            JpegSized(60_000, 50_000),
            Changed(Pictures.ByPillow["colored.bmp"], 18, Whole(30_000), 22, Whole(30_000)),
            Changed(Pictures.ByPillow["palette.gif"], 6, [0xFF, 0xFF, 0xFF, 0xFF]),
            Pngs.Of(Pngs.Header(8192, 8192, 8, 6), Pngs.Pixels(new byte[1000]), Pngs.End),
        ];
        foreach (var file in files)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.DoesNotContain("was read", Pictures.Wrong(file), StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    // Some formats end with bytes that hold no pixels, so that a truncated file may still give the whole image.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_part_of_a_file_is_refused_or_gives_the_whole_image(string name)
    {
        var whole = Pictures.ByPillow[name];
        var expected = Pictures.Read(whole).OrThrow().Span.ToArray();
        for (var i = 0; i < whole.Length; i++)
        {
            Pictures
                .Read(whole[..i])
                .Match(
                    image => Assert.True(expected.AsSpan().SequenceEqual(image.Span), $"the first {i} bytes were read"),
                    error => Assert.DoesNotContain('\n', error.Message)
                );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Flipped_bytes_are_read_or_refused_in_time(string name)
    {
        var random = new System.Random(11);
        for (var i = 0; i < Flips; i++)
        {
            var flipped = (byte[])Pictures.ByPillow[name].Clone();
            flipped[random.Next(flipped.Length)] ^= (byte)random.Next(1, 256);
            flipped[random.Next(flipped.Length)] ^= (byte)random.Next(1, 256);
            var start = Stopwatch.GetTimestamp();
            Pictures
                .Read(flipped)
                .Match(
                    image => Assert.InRange(image.Shape.Rank, 3, 3),
                    error => Assert.DoesNotContain('\n', error.Message)
                );
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Longest);
        }
    }

    // Sets the size in the frame header (marker 0xFFC2) of a progressive file and repeats its last scan.
    private static byte[] JpegSized(int width, int height, int again = 0, byte[]? before = null)
    {
        var file = Pictures.ByPillow["progressive.jpg"];
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        var scan = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] more = [.. Enumerable.Repeat(file[scan..^2], again).SelectMany(bytes => bytes)];
        return Changed(
            [.. file[..^2], .. before ?? [], .. more, .. file[^2..]],
            frame + 5,
            Short(height),
            frame + 7,
            Short(width)
        );
    }

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Whole(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Changed(byte[] file, int at, byte[] bytes, int alsoAt = 0, byte[]? others = null)
    {
        var changed = (byte[])file.Clone();
        bytes.CopyTo(changed, at);
        others?.CopyTo(changed, alsoAt);
        return changed;
    }
}
