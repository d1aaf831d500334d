using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Tests.Data.Images;

/// <summary>Files of JPEG, WebP, BMP and GIF that Pillow wrote, and what it reads from them; record_pillow.py beside made both.</summary>
internal static class Pictures
{
    private static readonly IReadOnlyDictionary<string, byte[]> Files = Zipped.Files("pillow.zip");

    /// <summary>Gets the files by their names.</summary>
    public static IReadOnlyDictionary<string, byte[]> ByPillow { get; } =
        Files.Where(file => !file.Key.EndsWith(".png", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

    /// <summary>What Pillow reads from a file.</summary>
    public static Tensor<float> Pixels(string name) => Pngs.Read(Files[$"{name}.png"]).OrThrow();

    /// <summary>The image of a file.</summary>
    public static Either<Error, Tensor<float>> Read(byte[] file) => SkiaImages.Read(new MemoryStream(file));

    /// <summary>What is wrong with a file, in one line.</summary>
    public static string Wrong(byte[] file) =>
        Read(file).Match(image => $"{image.Shape} was read", error => error.Message);
}
