using System.Buffers.Binary;
using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>What a PNG file says of its pixels before they come.</summary>
/// <param name="Width">The pixels of a row.</param>
/// <param name="Height">The rows.</param>
/// <param name="Depth">The bits of a sample.</param>
/// <param name="Kind">What a pixel is made of.</param>
/// <param name="IsInterlaced">Whether the pixels come in seven passes.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, PngKind Kind, bool IsInterlaced)
{
    /// <summary>So many bytes has the part that holds it.</summary>
    public const int Bytes = 13;

    /// <summary>8,192 × 8,192: a file of a few bytes must not take all memory.</summary>
    public const long MaxPixels = 1 << 26;

    // Where the pixels of each pass begin and how far apart they are: Adam M. Costello's seven.
    private static readonly ImmutableArray<(int Left, int Top, int Across, int Down)> Seven =
    [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];

    /// <summary>Gets the samples of a pixel.</summary>
    public int Samples =>
        Kind switch
        {
            PngKind.GreyAlpha => 2,
            PngKind.Colored => 3,
            PngKind.ColoredAlpha => 4,
            _ => 1,
        };

    /// <summary>Gets how many bytes back the pixel before begins, for the filters; one at least.</summary>
    public int PixelBytes => Math.Max(1, Samples * Depth / 8);

    /// <summary>Gets the passes that have pixels.</summary>
    public IEnumerable<PngPass> Passes =>
        (IsInterlaced ? Seven : [(0, 0, 1, 1)])
            .Select(pass => new PngPass(
                pass.Left,
                pass.Top,
                pass.Across,
                pass.Down,
                (Width - pass.Left + pass.Across - 1) / pass.Across,
                (Height - pass.Top + pass.Down - 1) / pass.Down
            ))
            .Where(pass => pass.Width > 0 && pass.Height > 0);

    /// <summary>Reads it.</summary>
    public static Either<Error, PngHeader> Of(ReadOnlySpan<byte> data)
    {
        if (data.Length != Bytes)
        {
            return Error.New($"its header has {data.Length} bytes, not {Bytes}");
        }

        var (width, height) = (
            BinaryPrimitives.ReadUInt32BigEndian(data),
            BinaryPrimitives.ReadUInt32BigEndian(data[4..])
        );
        var (depth, kind) = ((int)data[8], (PngKind)data[9]);
        return width == 0 || height == 0 || width > MaxPixels || height > MaxPixels / width
                ? Error.New($"it has {width} x {height} pixels; there may be 1 to {MaxPixels:N0}")
            : !AreKnown(depth, kind) ? Error.New($"{depth} bits a sample of the kind {data[9]} are no colors of a PNG")
            : data[10] != 0 || data[11] != 0 || data[12] > 1
                ? Error.New(
                    $"it is packed, filtered or interlaced by the unknown methods {data[10]}, {data[11]}, {data[12]}"
                )
            : new PngHeader((int)width, (int)height, depth, kind, data[12] == 1);
    }

    /// <summary>The bytes of so many pixels of a row.</summary>
    public int RowBytes(int pixels) => (int)((((long)pixels * Samples * Depth) + 7) / 8);

    private static bool AreKnown(int depth, PngKind kind) =>
        (kind, depth) switch
        {
            (_, 8) => Enum.IsDefined(kind),
            (PngKind.Palette, 1 or 2 or 4) => true,
            (PngKind.Grey, 1 or 2 or 4) => true,
            (PngKind.Grey or PngKind.GreyAlpha or PngKind.Colored or PngKind.ColoredAlpha, 16) => true,
            _ => false,
        };
}

/// <summary>What a pixel of a PNG file is made of, by its number in the format.</summary>
internal enum PngKind : byte
{
    /// <summary>How bright it is.</summary>
    Grey = 0,

    /// <summary>Red, green, blue.</summary>
    Colored = 2,

    /// <summary>A place in a list of colors.</summary>
    Palette = 3,

    /// <summary>How bright it is, how opaque.</summary>
    GreyAlpha = 4,

    /// <summary>Red, green, blue, how opaque.</summary>
    ColoredAlpha = 6,
}

/// <summary>Some of the pixels of a PNG file, which come one after the other.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Across">From one column to the next.</param>
/// <param name="Down">From one row to the next.</param>
/// <param name="Width">How many columns.</param>
/// <param name="Height">How many rows.</param>
internal readonly record struct PngPass(int Left, int Top, int Across, int Down, int Width, int Height);
