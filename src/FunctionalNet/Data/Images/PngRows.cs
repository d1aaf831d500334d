using System.IO.Compression;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The rows of a PNG file, decompressed and unfiltered.</summary>
internal static class PngRows
{
    /// <summary>The bytes of the rows of all passes, concatenated; each row is preceded by its filter type.</summary>
    public static Either<Error, byte[]> Of(PngFile file) =>
        from length in Length(file)
        from rows in Unpacked(file, length)
        from pixels in Unfiltered(file.Header, rows)
        select pixels;

    /// <summary>Their number of bytes; or that the compressed ones cannot hold as many.</summary>
    public static Either<Error, int> Length(PngFile file)
    {
        var header = file.Header;
        var length = Length(header);
        return length > TensorStream.Unpacked(file.Packed.Length) || length > Array.MaxLength
            ? Error.New(TooFew(header, file.Packed.Length))
            : (int)length;
    }

    /// <summary>Their number of bytes.</summary>
    public static long Length(PngHeader header) =>
        header.Passes.Sum(pass => (long)pass.Height * (1 + header.RowBytes(pass.Width)));

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

    // Each byte is stored as the difference from a prediction by the bytes to the left and above.
    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        switch (filter)
        {
            case 1:
                for (var i = pixel; i < row.Length; i++)
                {
                    row[i] += row[i - pixel];
                }

                break;
            case 2:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < pixel ? 0 : row[i - pixel]) + above[i]) / 2);
                }

                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += i < pixel ? above[i] : Nearest(row[i - pixel], above[i], above[i - pixel]);
                }

                break;
        }
    }

    // The Paeth predictor: the one of three that is closest to left + up - corner, the first of equals.
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
