using System.Buffers.Binary;
using LanguageExt;
using LanguageExt.Common;
using SkiaSharp;

namespace FunctionalNet;

/// <summary>Images in JPEG, WebP, BMP, GIF and PNG as tensors [channels, height, width] of numbers from 0 to 255, read by Skia.</summary>
/// <remarks>
/// <para>
/// Channels are those of <see cref="Images"/>: grey; grey and how opaque; red, green, blue; these and how opaque. Grey alone comes from JPEG
/// and PNG, grey and how opaque from PNG; colors are not multiplied by how opaque they are, and what is not opaque of a GIF is black. Of
/// animations the first frame is read. An image in JPEG or WebP is turned as its EXIF data say, as browsers and OpenCV show it, so that photographs of
/// telephones stand upright. CMYK becomes red, green and blue; what a file says of its gamma or its profile is not applied.
/// </para>
/// <para>
/// PNG gives the same numbers as <see cref="Images.Load"/>, most of it about twice as fast. There may be 67,108,864 pixels, which is found
/// out before memory is taken for them, and a JPEG may go through its pixels 16 times, or more often where it is smaller.
/// </para>
/// </remarks>
public static class SkiaImages
{
    /// <summary>The image of a file.</summary>
    /// <param name="path">The file; its name does not matter, only what it holds.</param>
    /// <returns>The image, [channels, height, width]; or what is wrong with the file.</returns>
    /// <example><code>Either&lt;Error, Tensor&lt;float>> photo = SkiaImages.Load("photo.jpg");</code></example>
    public static Either<Error, Tensor<float>> Load(string path) => TensorStream.Open(path, file => Read(file.Stream));

    /// <summary>The image of a file that is read from a stream, as image folders ask for it.</summary>
    /// <param name="stream">The file, from its beginning to its end.</param>
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

    // Behind the pixels may stand how the image is turned.
    private static Either<Error, Tensor<float>> WebP(byte[] file) =>
        BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) is var length && length > file.Length - 8
            ? Error.New($"it ends before the {length:N0} bytes that it says it has")
            : Decoding.Of(file);

    // Of other kinds and depths Skia keeps 8 bits, and takes any color that a list lacks for black.
    private static Either<Error, Tensor<float>> Png(byte[] file, PngFile png) =>
        png is { Header: { Depth: 8, Kind: not PngKind.Palette and var kind }, Transparency: [] }
            ? PngRows.Length(png).Bind(_ => Decoding.Of(file, isGreyAlpha: kind == PngKind.GreyAlpha))
            : PngPixels.Of(png);
}
