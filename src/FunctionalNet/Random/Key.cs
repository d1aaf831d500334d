using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// A key of the counter-based generator. The same key gives the same numbers, on any number of threads, and after a resume; independent
/// keys are derived by a number or a name. A key is a value: drawing from it does not change it.
/// </summary>
/// <example><code>
/// Key key = 42;
/// Key shuffling = key.Split("shuffle"), weights = key.Split("weights");
/// </code></example>
/// <param name="Low">The lower half.</param>
/// <param name="High">The upper half.</param>
public readonly record struct Key(ulong Low, ulong High)
{
    /// <summary>The number of values per counter.</summary>
    internal const int BlockSize = 4;

    private const ulong Splitting = 0x5851F42D4C957F2D;

    /// <summary>The key of a seed.</summary>
    public static implicit operator Key(int seed) => new((uint)seed, 0);

    /// <summary>An independent key for each number.</summary>
    public Key Split(ulong number)
    {
        var (x, y, z, w) = Philox.Block(Low ^ number, High, Splitting);
        var (a, b, c, d) = Philox.Block(((ulong)y << 32) | x, (((ulong)w << 32) | z) ^ number, Low + Splitting);
        return new(((ulong)b << 32) | a, ((ulong)d << 32) | c);
    }

    /// <summary>An independent key for each name.</summary>
    public Key Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        // FNV-1a over the characters: stable between runs and machines, which string.GetHashCode is not. A loop, because noise keys are
        // derived in each step, which must not allocate.
        var hash = 0xCBF29CE484222325;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return Split(hash);
    }

    /// <summary>Fills with uniform numbers from [0, 1).</summary>
    public void Uniform<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Uniform(values, block: 0);

    /// <summary>The same numbers, starting at a block of <see cref="BlockSize"/>.</summary>
    internal void Uniform<T>(Span<T> values, int block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 24 bits, the precision of a float32 between 0.5 and 1, so that float and double get the same numbers.
        var unit = T.CreateTruncating(1.0 / (1 << 24));
        for (var i = 0; i < values.Length; i += 4)
        {
            var (x, y, z, w) = Philox.Block((ulong)(block + (i / 4)), High, Low);
            var rest = values[i..];
            rest[0] = T.CreateTruncating(x >> 8) * unit;
            if (rest.Length > 3)
            {
                rest[1] = T.CreateTruncating(y >> 8) * unit;
                rest[2] = T.CreateTruncating(z >> 8) * unit;
                rest[3] = T.CreateTruncating(w >> 8) * unit;
                continue;
            }

            for (var j = 1; j < rest.Length; j++)
            {
                rest[j] = T.CreateTruncating((j == 1 ? y : z) >> 8) * unit;
            }
        }
    }

    /// <summary>Fills with normally distributed numbers of mean 0 and variance 1, by the Box-Muller transform.</summary>
    public void Normal<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < values.Length; i += 2)
        {
            var (x, y, z, w) = Philox.Block((ulong)(i / 2), High, Low);
            var radius = Math.Sqrt(-2 * Math.Log((Unit(x, y) * (1 - 1e-16)) + 1e-300));
            var angle = 2 * Math.PI * Unit(z, w);
            values[i] = T.CreateTruncating(radius * Math.Cos(angle));
            if (i + 1 < values.Length)
            {
                values[i + 1] = T.CreateTruncating(radius * Math.Sin(angle));
            }
        }

        static double Unit(uint high, uint low) => ((((ulong)high << 32) | low) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A random permutation of 0 to <paramref name="count"/> - 1.</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            // The high part of the product of a 64-bit number and the range: uniform to within 2⁻³².
            var (x, y, _, _) = Philox.Block((ulong)i, High, Low);
            var other = (int)(((UInt128)(((ulong)x << 32) | y) * (uint)(i + 1)) >> 64);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
