using System.Buffers.Binary;
using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The header of a PNG file.</summary>
/// <param name="Width">The number of pixels per row.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Depth">The bits per sample.</param>
/// <param name="Kind">The color type.</param>
/// <param name="IsInterlaced">Whether the pixels are stored in seven passes (Adam7).</param>
internal sealed record PngHeader(int Width, int Height, int Depth, PngKind Kind, bool IsInterlaced)
{
    /// <summary>The number of bytes of the header chunk.</summary>
    public const int Bytes = 13;

    /// <summary>8,192 × 8,192: a file of a few bytes must not exhaust the memory.</summary>
    public const long MaxPixels = 1 << 26;

    // Start and stride of the pixels of each pass: Adam M. Costello's seven.
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

    /// <summary>Gets the number of samples per pixel.</summary>
    public int Samples =>
        Kind switch
        {
            PngKind.GreyAlpha => 2,
            PngKind.Colored => 3,
            PngKind.ColoredAlpha => 4,
            _ => 1,
        };

    /// <summary>Gets the distance in bytes to the previous pixel, for the filters; at least one.</summary>
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

    /// <summary>Reads the header.</summary>
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

    /// <summary>The number of bytes for a number of pixels of a row.</summary>
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

/// <summary>The color type of a PNG file, by its number in the format.</summary>
internal enum PngKind : byte
{
    /// <summary>Grayscale.</summary>
    Grey = 0,

    /// <summary>Red, green, blue.</summary>
    Colored = 2,

    /// <summary>An index into the palette.</summary>
    Palette = 3,

    /// <summary>Grayscale with alpha.</summary>
    GreyAlpha = 4,

    /// <summary>Red, green, blue, alpha.</summary>
    ColoredAlpha = 6,
}

/// <summary>One pass of an interlaced PNG file.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Across">The column stride.</param>
/// <param name="Down">The row stride.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
internal readonly record struct PngPass(int Left, int Top, int Across, int Down, int Width, int Height);
