namespace FunctionalNet;

/// <summary>The checksum of PNG's parts: CRC-32 of ISO 3309, least bits first.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Eight((uint)value))];

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        return ~sum;
    }

    private static uint Eight(uint sum)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            sum = (sum >> 1) ^ ((sum & 1) * Polynomial);
        }

        return sum;
    }
}
