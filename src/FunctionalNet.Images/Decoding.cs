using LanguageExt;
using LanguageExt.Common;
using SkiaSharp;

namespace FunctionalNet;

/// <summary>Decodes the pixels of a file by Skia, after its header was checked for their number.</summary>
internal static class Decoding
{
    // The maximum work: 16 passes over the largest image.
    private const long MaxVisits = 16 * PngHeader.MaxPixels;

    // Four samples as bytes and as numbers.
    private const double BytesOfAPixel = 4 * (1 + sizeof(float));

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="scans">The number of passes over its pixels.</param>
    /// <param name="isGreyAlpha">Whether red, green and blue are equal, and only one of them is kept.</param>
    public static unsafe Either<Error, Tensor<float>> Of(byte[] file, int scans = 1, bool isGreyAlpha = false)
    {
        try
        {
            fixed (byte* bytes = file)
            {
                using var data = SKData.Create((nint)bytes, file.Length);
                using var stream = new SKMemoryStream(data);
                using var codec = SKCodec.Create(stream, out var result);
                return codec is null ? Error.New($"its header cannot be read: {Meaning(result)}")
                    : Problem(codec.Info, scans) is { } wrong ? Error.New(wrong)
                    : Pixels(codec, isGreyAlpha);
            }
        }
        catch (Exception e) when ((e as TypeInitializationException)?.InnerException is DllNotFoundException missing)
        {
            return Error.New(
                $"Skia's native library is not there for this system: {missing.Message.ReplaceLineEndings(" ")}"
            );
        }
    }

    private static string? Problem(SKImageInfo info, int scans)
    {
        var pixels = (long)info.Width * info.Height;
        return pixels is < 1 or > PngHeader.MaxPixels
                ? $"it has {info.Width} x {info.Height} pixels; there may be 1 to {PngHeader.MaxPixels:N0}"
            : scans > MaxVisits / pixels
                ? $"it goes {scans} times through its {info.Width} x {info.Height} pixels; it may do so {MaxVisits / pixels} times"
            : ReadLimit.Exceeded(BytesOfAPixel * pixels);
    }

    private static unsafe Either<Error, Tensor<float>> Pixels(SKCodec codec, bool isGreyAlpha)
    {
        var info = codec.Info;
        var (isGrey, isOpaque) = (info.ColorType == SKColorType.Gray8, info.AlphaType == SKAlphaType.Opaque);

        // Without a color space, numbers are those of the file.
        var wanted = new SKImageInfo(
            info.Width,
            info.Height,
            isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888,
            isOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul,
            colorspace: null
        );
        var pixels = new byte[wanted.BytesSize];
        SKCodecResult result;
        fixed (byte* to = pixels)
        {
            result = codec.GetPixels(wanted, (nint)to);
        }

        int[] channels =
            isGrey ? [0]
            : isGreyAlpha ? [0, 3]
            : isOpaque ? [0, 1, 2]
            : [0, 1, 2, 3];
        return result == SKCodecResult.Success
            ? Orientation
                .Of(codec.EncodedOrigin, info.Width, info.Height)
                .Spread(pixels, wanted.BytesPerPixel, channels)
            : Error.New($"its {info.Width} x {info.Height} pixels cannot be read: {Meaning(result)}");
    }

    private static string Meaning(SKCodecResult result) =>
        result switch
        {
            SKCodecResult.IncompleteInput => "it ends before them",
            SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "they are damaged",
            SKCodecResult.Unimplemented => "they are of a kind that is not known",
            _ => $"{result}",
        };
}
