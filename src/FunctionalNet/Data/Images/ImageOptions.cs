using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>How the files of an image folder become tensors; change options with <c>with</c>.</summary>
/// <example><code>
/// // SkiaImages.Read of the package FunctionalNet.Images reads JPEG, WebP, BMP and GIF, too.
/// Func&lt;Stream, Either&lt;Error, Tensor&lt;float>>> decode = stream => Images.Read(stream);
/// var options = new ImageOptions { Size = (64, 64), Decode = decode };
/// </code></example>
public sealed record ImageOptions
{
    /// <summary>
    /// Gets the number of channels: 3 by default, red, green and blue, to which grayscale and transparent images are converted; 1 for
    /// grayscale.
    /// </summary>
    public int Channels { get; init; } = 3;

    /// <summary>Gets the size to which images are resized; null, the default, if all have the same size.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>
    /// Gets the decoder, from a stream to [channels, height, width]: <c>SkiaImages.Read</c> of the package FunctionalNet.Images, or any
    /// library in a line that ends in <see cref="Images.Of"/>. Null, the default, for <see cref="Images.Read"/>, which reads PNG. An
    /// exception that it throws becomes an error of that file.
    /// </summary>
    public Func<Stream, Either<Error, Tensor<float>>>? Decode { get; init; }
}
