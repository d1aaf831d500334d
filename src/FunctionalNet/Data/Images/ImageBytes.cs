using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The bytes of an image file, of whatever format.</summary>
internal static class ImageBytes
{
    // The largest file that is read; one of so many bytes holds more pixels than are allowed.
    private const int Max = 1 << 29;

    // By so many bytes the format is known.
    private const int Head = 12;

    /// <summary>All that a stream has, or its beginning where that is of no known format; or that it is too much.</summary>
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

            // Twice as much while it grows, and a copy.
            if (ReadLimit.Exceeded(3.0 * bytes.Length) is { } wrong)
            {
                return Error.New(wrong);
            }
        }

        return bytes.ToArray();
    }

    private static bool MayBeImage(MemoryStream bytes) =>
        bytes.Length < Head || Format(bytes.GetBuffer().AsSpan(0, Head)) is not null;

    /// <summary>The format, by the bytes with which a file begins; null where it is none that is known.</summary>
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
