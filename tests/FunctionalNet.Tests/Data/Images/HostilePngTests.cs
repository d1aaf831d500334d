using Xunit;

namespace FunctionalNet.Tests.Data.Images;

/// <summary>PNG files that are damaged or declare too many pixels.</summary>
public class HostilePngTests
{
    private static readonly byte[] Grey = Pngs.Header(2, 1, 8, 0);

    [Fact]
    public void A_file_put_together_by_hand_is_read()
    {
        var file = Pngs.Of(Grey, Pngs.Part("tEXt", 1, 2), Pngs.Pixels(0, 7, 255), Pngs.End);
        Assert.Equal([7f, 255f], Pngs.Read([.. file, 1, 2, 3]).OrThrow().Span);
        var packed = Pngs.Packed([1, 7, 248]);
        file = Pngs.Of(
            Grey,
            Pngs.Part("IDAT", packed[..3]),
            Pngs.Part("IDAT"),
            Pngs.Part("IDAT", packed[3..]),
            Pngs.End
        );
        Assert.Equal([7f, 255f], Pngs.Read(file).OrThrow().Span);
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        byte[] pixels = Pngs.Pixels(0, 1, 2),
            end = Pngs.End;
        (string Says, byte[] File)[] files =
        [
            ("begins with IDAT", Pngs.Of(pixels, end)),
            ("header has 12 bytes", Pngs.Of(Pngs.Part("IHDR", new byte[12]), pixels, end)),
            ("0 x 1 pixels", Pngs.Of(Pngs.Header(0, 1, 8, 0), pixels, end)),
            ("there may be 1 to 67,108,864", Pngs.Of(Pngs.Header(8193, 8192, 8, 0), pixels, end)),
            ("4294967295 x 4294967295 pixels", Pngs.Of(Pngs.Header(uint.MaxValue, uint.MaxValue, 8, 0), pixels, end)),
            ("3 bits a sample", Pngs.Of(Pngs.Header(2, 1, 3, 0), pixels, end)),
            ("4 bits a sample of the kind 2", Pngs.Of(Pngs.Header(2, 1, 4, 2), pixels, end)),
            ("16 bits a sample of the kind 3", Pngs.Of(Pngs.Header(2, 1, 16, 3), pixels, end)),
            ("the kind 5", Pngs.Of(Pngs.Header(2, 1, 8, 5), pixels, end)),
            ("unknown methods 0, 0, 2", Pngs.Of(Pngs.Header(2, 1, 8, 0, 0, 0, 2), pixels, end)),
            ("unknown methods 1, 0, 0", Pngs.Of(Pngs.Header(2, 1, 8, 0, 1, 0, 0), pixels, end)),
            ("no part IDAT", Pngs.Of(Grey, end)),
            ("do not follow each other", Pngs.Of(Grey, pixels, Pngs.Part("tEXt"), pixels, end)),
            ("ends before its last part", Pngs.Of(Grey, pixels)),
            ("without its part ABCD", Pngs.Of(Grey, Pngs.Part("ABCD"), pixels, end)),
            ("without its part IHDR", Pngs.Of(Grey, Grey, pixels, end)),
            ("begins no part", Pngs.Of(Grey, Pngs.Part("ID T"), pixels, end)),
            ("no part PLTE", Pngs.Of(Pngs.Header(2, 1, 8, 3), pixels, end)),
            (
                "list of colors has 4 bytes",
                Pngs.Of(Pngs.Header(2, 1, 8, 3), Pngs.Part("PLTE", 1, 2, 3, 4), pixels, end)
            ),
            ("771 bytes", Pngs.Of(Pngs.Header(2, 1, 8, 3), Pngs.Part("PLTE", new byte[771]), pixels, end)),
            ("3 and 3 bytes", Pngs.Of(Grey, Pngs.Part("PLTE", 1, 2, 3), Pngs.Part("PLTE", 1, 2, 3), pixels, end)),
            (
                "the color 2 of a list of 2",
                Pngs.Of(Pngs.Header(2, 1, 8, 3), Pngs.Part("PLTE", new byte[6]), pixels, end)
            ),
            ("3 bytes cannot say", Pngs.Of(Grey, Pngs.Part("tRNS", 1, 2, 3), pixels, end)),
            ("cannot say", Pngs.Of(Pngs.Header(1, 1, 8, 4), Pngs.Part("tRNS", 1, 2), pixels, end)),
            ("unknown filter 5", Pngs.Of(Grey, Pngs.Pixels(5, 1, 2), end)),
            ("do not hold its 2 x 1 pixels", Pngs.Of(Grey, Pngs.Pixels(0, 1), end)),
            ("more follows its 2 x 1 pixels", Pngs.Of(Grey, Pngs.Pixels(0, 1, 2, 3), end)),
            ("cannot be unpacked", Pngs.Of(Grey, Pngs.Part("IDAT", 1, 2, 3, 4, 5, 6, 7, 8), end)),
            ("no PNG file", [.. "hello, there"u8]),
            ("no PNG file", []),
            ("a JPEG file, and only PNG is read here: give a function", [0xFF, 0xD8, 0xFF, 0xE0]),
            ("a GIF file", [.. "GIF89a"u8]),
            ("a WebP file", [.. "RIFF1234WEBP"u8]),
        ];
        Assert.All(files, file => Assert.Contains(file.Says, Pngs.Wrong(file.File), StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_claims_more_than_it_holds_takes_no_memory()
    {
        var file = Pngs.Of(Pngs.Header(8192, 8192, 16, 6), Pngs.Pixels(new byte[1000]), Pngs.End);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("do not hold its 8192 x 8192 pixels", Pngs.Wrong(file), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);

        // A file with more pixel data than its header declares is not unpacked to the end.
        file = Pngs.Of(Grey, Pngs.Pixels(new byte[50_000_000]), Pngs.End);
        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more follows", Pngs.Wrong(file), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("13-11-2-8-all-1-1.png")]
    [InlineData("13-11-3-4-all-0-1.png")]
    [InlineData("5-1-0-1-all-1-0.png")]
    public void Every_truncation_and_every_flipped_byte_is_refused(string name)
    {
        var whole = Pngs.ByLibpng[name];
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.True(Pngs.Read(whole[..i]).IsLeft, $"the first {i} bytes were read");
            var flipped = (byte[])whole.Clone();
            flipped[i] ^= 0x15;
            Assert.True(Pngs.Read(flipped).IsLeft, $"a flip of byte {i} was not seen");
        }
    }

    // The chunks have correct checksums, so that the fuzzed pixel data reach the decoder.
    [Fact]
    public void Pixels_at_random_are_read_or_refused()
    {
        var random = new System.Random(7);
        byte[] kinds = [0, 2, 3, 4, 6],
            depths = [1, 2, 4, 8, 16];
        var read = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var rows = new byte[random.Next(60)];
            random.NextBytes(rows);
            for (var j = 0; j < rows.Length; j += 2)
            {
                rows[j] &= 7;
            }

            var file = Pngs.Of(
                Pngs.Header(
                    (uint)random.Next(1, 5),
                    (uint)random.Next(1, 5),
                    depths[random.Next(5)],
                    kinds[random.Next(5)],
                    0,
                    0,
                    (byte)random.Next(2)
                ),
                Pngs.Part("PLTE", new byte[3 * random.Next(1, 9)]),
                Pngs.Part("tRNS", new byte[random.Next(4)]),
                random.Next(2) == 0 ? Pngs.Pixels(rows) : Pngs.Part("IDAT", rows),
                Pngs.End
            );
            read += Pngs.Read(file).IsRight ? 1 : 0;
        }

        Assert.InRange(read, 1, 1_000);
    }
}
