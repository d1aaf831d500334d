using System.Buffers.Binary;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The scans of a JPEG file: each covers all pixels and refines them.</summary>
/// <remarks>
/// A file truncated between two scans is decoded without an error, to a coarser image; and a small one with very many scans takes very
/// long. Its markers reveal both (ITU-T T.81, annex B).
/// </remarks>
internal static class JpegScans
{
    private const byte Marker = 0xFF;
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;

    /// <summary>Counts the scans.</summary>
    /// <returns>Their number; or that the file is truncated.</returns>
    public static Either<Error, int> Count(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        for (var at = 0; ; )
        {
            var next = file[at..].IndexOf(Marker);
            if (next < 0 || at + next + 1 >= file.Length)
            {
                return Error.New("it ends before its last pixel: there is no end marker");
            }

            at += next + 1;
            switch (file[at])
            {
                // Several may precede a marker.
                case Marker:
                    break;

                // A byte of a scan, a restart within one, or a byte that is no marker yet, which decoders skip: no segment follows.
                case < 0xC0
                or (>= 0xD0 and <= Start):
                    at++;
                    break;
                case End:
                    return scans;
                case var kind:
                    scans += kind == Scan ? 1 : 0;
                    at++;
                    at += at + 2 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[at..]) : 0;
                    at = Math.Min(at, file.Length);
                    break;
            }
        }
    }
}
