namespace FunctionalNet;

/// <summary>Philox 4x32 with 10 rounds: maps a counter and a key to four random words, without state.</summary>
/// <remarks>Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011.</remarks>
internal static class Philox
{
    private const uint M0 = 0xD2511F53;
    private const uint M1 = 0xCD9E8D57;
    private const uint W0 = 0x9E3779B9;
    private const uint W1 = 0xBB67AE85;

    public static (uint X, uint Y, uint Z, uint W) Block(ulong low, ulong high, ulong key)
    {
        var (x, y, z, w) = ((uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32));
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < 10; round++)
        {
            var (p, q) = ((ulong)M0 * x, (ulong)M1 * z);
            (x, y, z, w) = ((uint)(q >> 32) ^ y ^ k0, (uint)q, (uint)(p >> 32) ^ w ^ k1, (uint)p);
            (k0, k1) = (k0 + W0, k1 + W1);
        }

        return (x, y, z, w);
    }
}
