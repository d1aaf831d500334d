using System.Buffers.Binary;
using LanguageExt;
using LanguageExt.Common;
using SkiaSharp;

namespace FunctionalNet;

/// <summary>Reads images in JPEG, WebP, BMP, GIF and PNG as tensors [channels, height, width] of numbers from 0 to 255, by Skia.</summary>
/// <remarks>
/// <para>Channels are those of <see cref="Images"/>: gray; gray and alpha; red, green, blue; red, green, blue and alpha. JPEG and PNG can
/// be gray, PNG gray with alpha; colors are not premultiplied by alpha, and transparent pixels of a GIF are black. Of animations the first
/// frame is read. An image in JPEG or WebP is rotated by its EXIF orientation, as in browsers and OpenCV, so that photographs are upright.
/// CMYK is converted to red, green and blue; gamma and color profile are not applied.</para>
/// <para>PNG gives the same numbers as <see cref="Images.Load"/>, mostly about twice as fast. At most 67,108,864 pixels are allowed, which
/// is checked before allocation, and at most 16 scans of a JPEG, or more of a smaller one.</para>
/// </remarks>
public static class SkiaImages
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its format is determined by its content, not its name.</param>
    /// <returns>The image, [channels, height, width]; or what is wrong with the file.</returns>
    /// <example><code>Either&lt;Error, Tensor&lt;float>> photo = SkiaImages.Load("photo.jpg");</code></example>
    public static Either<Error, Tensor<float>> Load(string path) => TensorStream.Open(path, file => Read(file.Stream));

    /// <summary>Reads a file from a stream, as the decoder of an image folder.</summary>
    /// <param name="stream">The whole file.</param>
    /// <returns>The image, [channels, height, width]; or what is wrong with the file.</returns>
    /// <example><code>
    /// var options = new ImageOptions { Size = (64, 64), Decode = SkiaImages.Read };
    /// ImageFolder pets = ImageFolder.Open("pets", options).OrThrow();
    /// </code></example>
    public static Either<Error, Tensor<float>> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ImageBytes.All(stream).Bind(Read);
    }

    private static Either<Error, Tensor<float>> Read(byte[] file) =>
        ImageBytes.Format(file) switch
        {
            "PNG" => PngFile.Of(file).Bind(png => Png(file, png)),
            "JPEG" => JpegScans.Count(file).Bind(scans => Decoding.Of(file, scans: scans)),
            "WebP" => WebP(file),
            "BMP" or "GIF" => Decoding.Of(file),
            { } other => Error.New($"it is a {other} file; JPEG, WebP, BMP, GIF and PNG are read here"),
            null => Error.New("it is no image: it begins as no file of JPEG, WebP, BMP, GIF or PNG does"),
        };

    // The orientation may be stored after the pixels.
    private static Either<Error, Tensor<float>> WebP(byte[] file) =>
        BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) is var length && length > file.Length - 8
            ? Error.New($"it ends before the {length:N0} bytes that it says it has")
            : Decoding.Of(file);

    // Skia reduces other kinds and depths to 8 bits, and treats palette indices out of range as black.
    private static Either<Error, Tensor<float>> Png(byte[] file, PngFile png) =>
        png is { Header: { Depth: 8, Kind: not PngKind.Palette and var kind }, Transparency: [] }
            ? PngRows.Length(png).Bind(_ => Decoding.Of(file, isGreyAlpha: kind == PngKind.GreyAlpha))
            : PngPixels.Of(png);
}
