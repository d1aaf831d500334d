using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Images as tensors [channels, height, width] of numbers from 0 to 255, and their files in PNG.</summary>
/// <remarks>
/// Channels are: grey; grey and how opaque; red, green, blue; these and how opaque. Files of other formats are read by <c>SkiaImages</c>
/// of the package FunctionalNet.Images, or by any library for them, whose bytes <see cref="Of"/> takes.
/// </remarks>
public static partial class Images
{
    /// <summary>What reads other formats than PNG.</summary>
    internal const string Other = "SkiaImages.Read of the package FunctionalNet.Images";

    /// <summary>The image of a PNG file: all kinds, depths of 1 to 16 bits and filters, interlaced or not.</summary>
    /// <remarks>
    /// Numbers are from 0 to 255 whatever the depth; what a file says of its gamma or its profile is not applied. There may be 67,108,864
    /// pixels, and a file that claims more pixels than its bytes can hold is refused before memory is taken, as is one that would take more
    /// than 4 GiB, half of the memory, or what the environment variable FUNCTIONALNET_MAX_READ says.
    /// </remarks>
    /// <returns>The image, [channels, height, width]; or what is wrong with the file.</returns>
    /// <example><code>Either&lt;Error, Tensor&lt;float>> photo = Images.Load("photo.png");</code></example>
    public static Either<Error, Tensor<float>> Load(string path) => TensorStream.Open(path, file => Read(file.Stream));

    /// <summary>The image of a PNG file that is read from a stream.</summary>
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

    /// <summary>An image from bytes as libraries give them.</summary>
    /// <param name="pixels">Rows of pixels from above, the samples of a pixel side by side.</param>
    /// <param name="width">The pixels of a row.</param>
    /// <param name="height">The rows.</param>
    /// <param name="channels">The samples of a pixel.</param>
    /// <returns>[channels, height, width].</returns>
    /// <exception cref="ArgumentException">There are not as many bytes.</exception>
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

    /// <summary>The bytes of a PNG file of 8 bits a sample, to look at what a model sees.</summary>
    /// <param name="image">[channels, height, width] of 1 to 4 channels; numbers are rounded, and those outside of 0 to 255 are the nearest of these.</param>
    /// <exception cref="ShapeException">It is no image.</exception>
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
