using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The chunks of a PNG file that define its pixels. Other chunks are ignored.</summary>
/// <param name="Header">Size and kind.</param>
/// <param name="Palette">Red, green and blue of each palette entry; empty for none.</param>
/// <param name="Transparency">The alpha of each palette entry, or the one transparent color; empty for none.</param>
/// <param name="Packed">The pixels, filtered and compressed by zlib.</param>
internal sealed record PngFile(PngHeader Header, byte[] Palette, byte[] Transparency, byte[] Packed)
{
    // Length, type and checksum of a chunk.
    private const int Frame = 12;

    private const int MaxColors = 256;

    /// <summary>Gets the signature of every file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Finds the chunks, or what is wrong with the file.</summary>
    public static Either<Error, PngFile> Of(byte[] file) =>
        from parts in Parts(file)
        from header in parts[0].Name == "IHDR"
            ? PngHeader.Of(parts[0].Data.Span)
            : Error.New($"it begins with {parts[0].Name}, not with IHDR")
        from whole in Of(header, [.. parts.Skip(1)])
        select whole;

    private static Either<Error, PngFile> Of(PngHeader header, Part[] parts)
    {
        var palettes = parts.Where(part => part.Name == "PLTE").Select(part => part.Data.ToArray()).ToArray();
        var palette = palettes.FirstOrDefault([]);
        var transparency = parts.LastOrDefault(part => part.Name == "tRNS").Data.ToArray();
        var first = Array.FindIndex(parts, part => part.Name == "IDAT");
        var packed = parts.Skip(first).TakeWhile(part => part.Name == "IDAT").ToArray();
        return parts.FirstOrDefault(part => part.IsCritical && part.Name is not ("PLTE" or "IDAT" or "IEND")).Name
                is { } strange
                ? Error.New($"it cannot be read without its part {strange}, which is not known here or comes twice")
            : first < 0 ? Error.New("it has no pixels: no part IDAT")
            : packed.Length < parts.Count(part => part.Name == "IDAT")
                ? Error.New("its parts IDAT do not follow each other")
            : palettes.Length > 1 || palette.Length % 3 != 0 || palette.Length > 3 * MaxColors
                ? Error.New($"its list of colors has {string.Join(" and ", palettes.Select(one => one.Length))} bytes")
            : header.Kind == PngKind.Palette && palette.Length == 0
                ? Error.New("it has no list of colors: no part PLTE")
            : Problem(header, palette, transparency) is { } wrong ? Error.New(wrong)
            : new PngFile(header, palette, transparency, Joined(packed));
    }

    private static byte[] Joined(Part[] parts)
    {
        var bytes = new byte[parts.Sum(part => part.Data.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.Data.CopyTo(bytes.AsMemory(at));
            at += part.Data.Length;
        }

        return bytes;
    }

    private static string? Problem(PngHeader header, byte[] palette, byte[] transparency) =>
        (header.Kind, transparency.Length) switch
        {
            (_, 0) => null,
            (PngKind.Palette, var count) when count <= palette.Length / 3 => null,
            (PngKind.Grey, 2) => null,
            (PngKind.Colored, 6) => null,
            (var kind, var count) => $"{count} bytes cannot say what is opaque in pixels of the kind {(int)kind}",
        };

    private static Either<Error, List<Part>> Parts(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Signature))
        {
            return Error.New("it is no PNG file: it does not begin as one");
        }

        var parts = new List<Part>();
        for (var at = Signature.Length; ; )
        {
            if (file.Length - at < Frame)
            {
                return Error.New("it ends before its last part, IEND");
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            var name = Encoding.Latin1.GetString(file, at + 4, 4);
            if (!name.All(char.IsAsciiLetter))
            {
                return Error.New($"at byte {at} begins no part");
            }

            if (length > file.Length - at - Frame)
            {
                return Error.New($"it ends within its part {name} of {length} bytes");
            }

            var end = at + 8 + (int)length;
            if (
                BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(end))
                != Crc32.HashToUInt32(file.AsSpan()[(at + 4)..end])
            )
            {
                return Error.New($"the checksum of its part {name} at byte {at} is wrong");
            }

            parts.Add(new(name, file.AsMemory()[(at + 8)..end]));
            if (name == "IEND")
            {
                return parts;
            }

            at = end + 4;
        }
    }

    private readonly record struct Part(string Name, ReadOnlyMemory<byte> Data)
    {
        // Bit 5 of the first letter marks ancillary chunks.
        public bool IsCritical => char.IsAsciiLetterUpper(Name[0]);
    }
}
