using System.Buffers.Binary;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The scans of a JPEG file: each goes through all pixels and makes them finer.</summary>
/// <remarks>
/// A file that is cut off between two scans is decoded without complaint, to a coarser image; and a small one with very many takes very
/// long. Its markers tell both (ITU-T T.81, annex B).
/// </remarks>
internal static class JpegScans
{
    private const byte Marker = 0xFF;
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;

    /// <summary>Counts them.</summary>
    /// <returns>How many there are; or that the file ends before its end.</returns>
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
                // Several may stand before a marker.
                case Marker:
                    break;

                // A byte of a scan, a restart within one, or what is no marker yet, over which decoders go: no segment follows.
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
