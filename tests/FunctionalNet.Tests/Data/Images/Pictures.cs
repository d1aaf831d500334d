using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Tests.Data.Images;

/// <summary>
/// JPEG, WebP, BMP and GIF files that Pillow wrote, with the pixels that Pillow reads from them; record_pillow.py in this folder wrote
/// both.
/// </summary>
internal static class Pictures
{
    private static readonly IReadOnlyDictionary<string, byte[]> Files = Zipped.Files("pillow.zip");

    /// <summary>Gets the files by their names.</summary>
    public static IReadOnlyDictionary<string, byte[]> ByPillow { get; } =
        Files.Where(file => !file.Key.EndsWith(".png", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The pixels that Pillow reads from a file.</summary>
    public static Tensor<float> Pixels(string name) => Pngs.Read(Files[$"{name}.png"]).OrThrow();

    /// <summary>The image that the library reads from a file.</summary>
    public static Either<Error, Tensor<float>> Read(byte[] file) => SkiaImages.Read(new MemoryStream(file));

    /// <summary>The error that reading a file gives; asserts that it is one line.</summary>
    public static string Wrong(byte[] file) =>
        Read(file).Match(image => $"{image.Shape} was read", error => error.Message);
}
