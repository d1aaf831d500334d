using SkiaSharp;

namespace FunctionalNet;

/// <summary>Maps the pixels of an upright image to those of its file.</summary>
/// <param name="Width">The number of pixels per upright row.</param>
/// <param name="Height">The number of upright rows.</param>
/// <param name="First">The index in the file of the upper left pixel.</param>
/// <param name="Across">The index offset to the next pixel on the right.</param>
/// <param name="Down">The index offset to the next pixel below.</param>
internal readonly record struct Orientation(int Width, int Height, int First, int Across, int Down)
{
    /// <summary>The mapping for an EXIF orientation.</summary>
    /// <param name="origin">The corner of the upright image at which the file starts, and the side of its first row.</param>
    /// <param name="width">The number of pixels per row of the file.</param>
    /// <param name="height">The number of rows of the file.</param>
    public static Orientation Of(SKEncodedOrigin origin, int width, int height)
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

    /// <summary>The upright image, one plane per channel.</summary>
    /// <param name="pixels">The pixels of the file in row-major order.</param>
    /// <param name="bytes">The bytes per pixel.</param>
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
