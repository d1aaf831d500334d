using System.IO.Compression;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The rows of a PNG file, unpacked and without their filters.</summary>
internal static class PngRows
{
    // Deflate packs no more than so many bytes into one.
    private const int MostPacked = 1_032;

    /// <summary>The bytes of the rows of all passes, one after the other; before each row stands the filter that it had.</summary>
    public static Either<Error, byte[]> Of(PngFile file)
    {
        var header = file.Header;
        var length = header.Passes.Sum(pass => (long)pass.Height * (1 + header.RowBytes(pass.Width)));
        return length / MostPacked > file.Packed.Length || length > Array.MaxLength
            ? Error.New(TooFew(header, file.Packed.Length))
            : Unpacked(file, (int)length).Bind(rows => Unfiltered(header, rows));
    }

    private static string TooFew(PngHeader header, int bytes) =>
        $"{bytes} packed bytes do not hold its {header.Width} x {header.Height} pixels";

    private static Either<Error, byte[]> Unpacked(PngFile file, int length)
    {
        try
        {
            using var unpacked = new ZLibStream(new MemoryStream(file.Packed), CompressionMode.Decompress);
            var rows = new byte[length];
            return unpacked.ReadAtLeast(rows, length, throwOnEndOfStream: false) < length
                    ? Error.New(TooFew(file.Header, file.Packed.Length))
                : unpacked.ReadByte() >= 0
                    ? Error.New($"more follows its {file.Header.Width} x {file.Header.Height} pixels")
                : rows;
        }
        catch (InvalidDataException e)
        {
            return Error.New($"its pixels cannot be unpacked: {e.Message}");
        }
    }

    private static Either<Error, byte[]> Unfiltered(PngHeader header, byte[] rows)
    {
        var at = 0;
        foreach (var pass in header.Passes)
        {
            var width = header.RowBytes(pass.Width);
            ReadOnlySpan<byte> above = new byte[width];
            for (var y = 0; y < pass.Height; y++)
            {
                var filter = rows[at];
                var row = rows.AsSpan(at + 1, width);
                if (filter > 4)
                {
                    return Error.New($"row {y} has the unknown filter {filter}");
                }

                Unfilter(filter, row, above, header.PixelBytes);
                above = row;
                at += 1 + width;
            }
        }

        return rows;
    }

    // Each byte was written as its distance from what the bytes beside and above it let expect.
    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < pixel ? 0 : row[i - pixel];
            row[i] += filter switch
            {
                1 => (byte)left,
                2 => above[i],
                3 => (byte)((left + above[i]) / 2),
                4 => Nearest(left, above[i], i < pixel ? 0 : above[i - pixel]),
                _ => 0,
            };
        }
    }

    // Paeth's choice: the one of three that is nearest to left + up - corner, the first of equals.
    private static byte Nearest(int left, int up, int corner)
    {
        var (toLeft, toUp) = (Math.Abs(up - corner), Math.Abs(left - corner));
        var toCorner = Math.Abs(left + up - (2 * corner));
        return (byte)(
            toLeft <= toUp && toLeft <= toCorner ? left
            : toUp <= toCorner ? up
            : corner
        );
    }
}
