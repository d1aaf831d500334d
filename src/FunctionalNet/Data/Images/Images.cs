using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Images as tensors [channels, height, width] of numbers from 0 to 255, and PNG files of them.</summary>
/// <remarks>
/// Channels: gray; gray and alpha; red, green, blue; red, green, blue and alpha. Files of other formats are read by <c>SkiaImages</c> of
/// the package FunctionalNet.Images, or by any library whose bytes are passed to <see cref="Of"/>.
/// </remarks>
public static partial class Images
{
    /// <summary>Reads other formats than PNG.</summary>
    internal const string Other = "SkiaImages.Read of the package FunctionalNet.Images";

    /// <summary>Reads a PNG file: all color types, depths of 1 to 16 bits and filters, interlaced or not.</summary>
    /// <remarks>
    /// Numbers are from 0 to 255 at any depth; gamma and color profile are not applied. At most 67,108,864 pixels are allowed, and a file
    /// is rejected before allocation if it declares more pixels than its bytes can hold, or would take more than 4 GiB, half of the memory,
    /// or the limit in the environment variable FUNCTIONALNET_MAX_READ.
    /// </remarks>
    /// <returns>The image, [channels, height, width]; or what is wrong with the file.</returns>
    /// <example><code>Either&lt;Error, Tensor&lt;float>> photo = Images.Load("photo.png");</code></example>
    public static Either<Error, Tensor<float>> Load(string path) => TensorStream.Open(path, file => Read(file.Stream));

    /// <summary>Reads a PNG file from a stream.</summary>
    /// <inheritdoc cref="Load"/>
    public static Either<Error, Tensor<float>> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ImageBytes
            .All(stream)
            .Bind(file =>
                ImageBytes.Format(file) is { } format and not "PNG"
                    ? Error.New(
                        $"it is a {format} file, and only PNG is read here: give a function that reads it as Decode, such as {Other}"
                    )
                    : PngPixels.Read(file)
            );
    }

    /// <summary>An image from bytes, as decoding libraries return them.</summary>
    /// <param name="pixels">Rows of pixels from the top, the samples of a pixel interleaved.</param>
    /// <param name="width">The number of pixels per row.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="channels">The number of samples per pixel.</param>
    /// <returns>[channels, height, width].</returns>
    /// <exception cref="ArgumentException">The number of bytes does not match.</exception>
    /// <example><code>Tensor&lt;float> red = Images.Of([255, 0, 0], width: 1, height: 1, channels: 3);</code></example>
    public static Tensor<float> Of(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"{pixels.Length} bytes are not {width} x {height} pixels of {channels} channels.",
                nameof(pixels)
            );
        }

        var image = new Tensor<float>(new(channels, height, width));
        for (var channel = 0; channel < channels; channel++)
        {
            var plane = image.Writable.Slice(channel * width * height, width * height);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = pixels[(i * channels) + channel];
            }
        }

        return image;
    }

    /// <summary>Encodes a PNG file with 8 bits per sample, for viewing what a model sees.</summary>
    /// <param name="image">[channels, height, width] with 1 to 4 channels; numbers are rounded and clamped to 0 to 255.</param>
    /// <exception cref="ShapeException">It is not an image.</exception>
    /// <example><code>File.WriteAllBytes("red.png", Images.Of([255, 0, 0], width: 1, height: 1, channels: 3).ToPng());</code></example>
    public static byte[] ToPng(this Tensor<float> image)
    {
        var (channels, height, width) = Sizes(image);
        var samples = new byte[image.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            var value = image.Span[(i % channels * width * height) + (i / channels)];
            samples[i] = float.IsNaN(value) ? (byte)0 : (byte)Math.Clamp(MathF.Round(value), 0, 255);
        }

        return PngWriter.Write(
            samples,
            width,
            height,
            channels switch
            {
                1 => PngKind.Grey,
                2 => PngKind.GreyAlpha,
                3 => PngKind.Colored,
                _ => PngKind.ColoredAlpha,
            }
        );
    }

    private static (int Channels, int Height, int Width) Sizes(Tensor<float> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Shape is [{ Size: >= 1 and <= 4 }, { Size: >= 1 }, { Size: >= 1 }]
            ? (image.Shape[0].Size, image.Shape[1].Size, image.Shape[2].Size)
            : throw new ShapeException(
                nameof(Images),
                $"{image.Shape} is no image",
                "give [channels, height, width] with 1 to 4 channels"
            );
    }
}
