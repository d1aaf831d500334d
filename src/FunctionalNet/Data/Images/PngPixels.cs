using System.Buffers.Binary;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The pixels of a PNG file as a tensor [channels, height, width] of numbers from 0 to 255, at any bit depth.</summary>
/// <remarks>Palette indices become red, green and blue; with transparency, alpha is the last channel.</remarks>
internal sealed class PngPixels(PngFile file)
{
    private const int Opaque = 255;

    private readonly PngHeader header = file.Header;

    // The transparent color, sample by sample, in images without a palette.
    private readonly int[] clear =
        file.Header.Kind == PngKind.Palette
            ? []
            : [.. file.Transparency.Chunk(2).Select(two => (int)BinaryPrimitives.ReadUInt16BigEndian(two))];

    private int Channels => Colors + (file.Transparency.Length > 0 ? 1 : 0);

    // Of the rows and of the image.
    private double Bytes => PngRows.Length(header) + ((double)sizeof(float) * Channels * header.Height * header.Width);

    private int Colors => header.Kind == PngKind.Palette ? 3 : header.Samples;

    /// <summary>Reads a file.</summary>
    public static Either<Error, Tensor<float>> Read(byte[] bytes) => PngFile.Of(bytes).Bind(Of);

    /// <summary>Reads a file whose chunks are known.</summary>
    public static Either<Error, Tensor<float>> Of(PngFile file) =>
        from image in Prelude.Right<Error, PngPixels>(new PngPixels(file))
        from rows in ReadLimit.Exceeded(image.Bytes) is { } wrong
            ? Error.New($"with its {file.Header.Width} x {file.Header.Height} pixels {wrong}")
            : PngRows.Of(file)
        from pixels in image.Paint(rows)
        select pixels;

    private Either<Error, Tensor<float>> Paint(byte[] rows)
    {
        var image = new Tensor<float>(new(Channels, header.Height, header.Width));
        Span<int> pixel = stackalloc int[header.Samples];
        var at = 0;
        foreach (var pass in header.Passes)
        {
            for (var y = 0; y < pass.Height; y++)
            {
                var row = rows.AsSpan(at + 1, header.RowBytes(pass.Width));
                at += 1 + row.Length;
                if (header is { Depth: 8, Kind: not PngKind.Palette } && clear.Length == 0)
                {
                    Spread(image, pass, y, row);
                    continue;
                }

                for (var x = 0; x < pass.Width; x++)
                {
                    for (var i = 0; i < pixel.Length; i++)
                    {
                        pixel[i] = Sample(row, (x * pixel.Length) + i);
                    }

                    if (header.Kind == PngKind.Palette && 3 * pixel[0] >= file.Palette.Length)
                    {
                        return Error.New(
                            $"a pixel has the color {pixel[0]} of a list of {file.Palette.Length / 3}, counted from 0"
                        );
                    }

                    Paint(image, Place(pass, y) + (x * pass.Across), pixel);
                }
            }
        }

        return image;
    }

    private int Place(PngPass pass, int y) => ((pass.Top + (y * pass.Down)) * header.Width) + pass.Left;

    // The most common case: one byte per sample, and no palette.
    private void Spread(Tensor<float> image, PngPass pass, int y, ReadOnlySpan<byte> row)
    {
        for (var i = 0; i < header.Samples; i++)
        {
            var plane = image.Writable[((i * header.Height * header.Width) + Place(pass, y))..];
            for (var (at, x) = (i, 0); at < row.Length; (at, x) = (at + header.Samples, x + pass.Across))
            {
                plane[x] = row[at];
            }
        }
    }

    private void Paint(Tensor<float> image, int place, ReadOnlySpan<int> pixel)
    {
        var to = image.Writable;
        var plane = header.Height * header.Width;
        if (header.Kind == PngKind.Palette)
        {
            for (var i = 0; i < 3; i++)
            {
                to[(i * plane) + place] = file.Palette[(3 * pixel[0]) + i];
            }

            if (file.Transparency.Length > 0)
            {
                to[(3 * plane) + place] = pixel[0] < file.Transparency.Length ? file.Transparency[pixel[0]] : Opaque;
            }

            return;
        }

        // 255 / (2ᵈ - 1) is an integer for 1, 2, 4 and 8 bits; 65,535 / 255 is one for 16.
        for (var i = 0; i < pixel.Length; i++)
        {
            to[(i * plane) + place] =
                header.Depth == 16 ? pixel[i] / 257f : pixel[i] * (Opaque / ((1 << header.Depth) - 1));
        }

        if (clear.Length > 0)
        {
            to[(pixel.Length * plane) + place] = pixel.SequenceEqual(clear) ? 0 : Opaque;
        }
    }

    // Samples of less than a byte start at its highest bits.
    private int Sample(ReadOnlySpan<byte> row, int i) =>
        header.Depth switch
        {
            16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * i)..]),
            8 => row[i],
            var depth => (row[i * depth / 8] >> (8 - depth - (i * depth % 8))) & ((1 << depth) - 1),
        };
}
