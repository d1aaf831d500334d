using SkiaSharp;

namespace FunctionalNet;

/// <summary>From the pixels of an image that stands upright to those of its file.</summary>
/// <param name="Width">The pixels of an upright row.</param>
/// <param name="Height">The upright rows.</param>
/// <param name="First">The place in the file of the pixel at the upper left.</param>
/// <param name="Across">How far in the file is the next one to the right.</param>
/// <param name="Down">How far in the file is the next one below.</param>
internal readonly record struct Turn(int Width, int Height, int First, int Across, int Down)
{
    /// <summary>How an image was turned, by its EXIF data.</summary>
    /// <param name="origin">Which corner of the upright image the file begins with, and which side its first row is.</param>
    /// <param name="width">The pixels of a row in the file.</param>
    /// <param name="height">The rows in the file.</param>
    public static Turn Of(SKEncodedOrigin origin, int width, int height)
    {
        var last = (width * height) - 1;
        var (right, below) = (width - 1, last - width + 1);
        return origin switch
        {
            SKEncodedOrigin.TopRight => new(width, height, right, -1, width),
            SKEncodedOrigin.BottomRight => new(width, height, last, -1, -width),
            SKEncodedOrigin.BottomLeft => new(width, height, below, 1, -width),
            SKEncodedOrigin.LeftTop => new(height, width, 0, width, 1),
            SKEncodedOrigin.RightTop => new(height, width, below, -width, 1),
            SKEncodedOrigin.RightBottom => new(height, width, last, -width, -1),
            SKEncodedOrigin.LeftBottom => new(height, width, right, width, -1),
            _ => new(width, height, 0, 1, width),
        };
    }

    /// <summary>The upright image, a plane for each channel.</summary>
    /// <param name="pixels">The pixels of the file, row by row.</param>
    /// <param name="bytes">The bytes of a pixel.</param>
    /// <param name="channels">Which of them are channels.</param>
    public Tensor<float> Spread(ReadOnlySpan<byte> pixels, int bytes, ReadOnlySpan<int> channels)
    {
        var image = new Tensor<float>(new(channels.Length, Height, Width));
        for (var i = 0; i < channels.Length; i++)
        {
            for (var y = 0; y < Height; y++)
            {
                var row = image.Writable.Slice(((i * Height) + y) * Width, Width);
                var at = ((First + (y * Down)) * bytes) + channels[i];
                for (var x = 0; x < row.Length; x++, at += Across * bytes)
                {
                    row[x] = pixels[at];
                }
            }
        }

        return image;
    }
}
