using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>How the files of an image folder become tensors; change it with <c>with</c>.</summary>
/// <example><code>
/// // SkiaImages.Read of the package FunctionalNet.Images reads JPEG, WebP, BMP and GIF, too.
/// Func&lt;Stream, Either&lt;Error, Tensor&lt;float>>> decode = stream => Images.Read(stream);
/// var options = new ImageOptions { Size = (64, 64), Decode = decode };
/// </code></example>
public sealed record ImageOptions
{
    /// <summary>Gets the channels: 3 by default, red, green and blue, to which grey and what is not opaque are brought; 1 for grey.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Gets the size to which images are brought; null, the default, where all have one already.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>
    /// Gets what reads a file, from its stream to [channels, height, width]: <c>SkiaImages.Read</c> of the package
    /// FunctionalNet.Images, or any library in a line that ends in <see cref="Images.Of"/>. Null, the default, for <see cref="Images.Read"/>,
    /// which reads PNG. What it throws is an error of that file.
    /// </summary>
    public Func<Stream, Either<Error, Tensor<float>>>? Decode { get; init; }
}
