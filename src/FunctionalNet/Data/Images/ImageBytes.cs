using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The bytes of an image file of any format.</summary>
internal static class ImageBytes
{
    // The maximum file size; a larger one would exceed the allowed number of pixels.
    private const int Max = 1 << 29;

    // The number of bytes that identify the format.
    private const int Head = 12;

    /// <summary>The whole content of a stream, or only its start for an unknown format; or an error if it is too large.</summary>
    public static Either<Error, byte[]> All(Stream stream)
    {
        var bytes = new MemoryStream();
        var part = new byte[1 << 16];
        for (var count = stream.Read(part); count > 0 && MayBeImage(bytes); count = stream.Read(part))
        {
            bytes.Write(part.AsSpan(0, count));
            if (bytes.Length > Max)
            {
                return Error.New($"it is longer than {Max:N0} bytes");
            }

            // Twice the size while the buffer grows, and a copy.
            if (ReadLimit.Exceeded(3.0 * bytes.Length) is { } wrong)
            {
                return Error.New(wrong);
            }
        }

        return bytes.ToArray();
    }

    private static bool MayBeImage(MemoryStream bytes) =>
        bytes.Length < Head || Format(bytes.GetBuffer().AsSpan(0, Head)) is not null;

    /// <summary>The format, by the first bytes of a file; null if unknown.</summary>
    public static string? Format(ReadOnlySpan<byte> file) =>
        file switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "PNG",
            [0xFF, 0xD8, 0xFF, ..] => "JPEG",
            [(byte)'G', (byte)'I', (byte)'F', ..] => "GIF",
            [(byte)'B', (byte)'M', ..] => "BMP",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
                "WebP",
            [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "TIFF",
            _ => null,
        };
}
