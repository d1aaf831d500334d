namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// Deterministic numbers that both sides compute bit for bit, here and in torch_peer.py: an integer hash of the index, mapped to [-scale,
/// scale).
/// </summary>
/// <param name="Seed">The seed of the hash.</param>
/// <param name="Scale">The largest magnitude; √(3 / fan-in) if absent.</param>
internal sealed record Pattern(int Seed, double? Scale = null) : Initializer
{
    /// <summary>A tensor filled with the pattern.</summary>
    public static Tensor<float> Tensor(Shape shape, int seed, double scale = 1)
    {
        var values = new float[shape.Size];
        new Pattern(seed, scale).Fill<float>(shape, 0, values);
        return FunctionalNet.Tensor.Of(shape, values);
    }

    /// <summary>Labels below the number of classes, as floats.</summary>
    public static Tensor<float> Labels(int count, int classes) =>
        FunctionalNet.Tensor.Of(
            Shape.Of(count),
            Enumerable.Range(0, count).Select(i => (float)(i * 7 % classes)).ToArray()
        );

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        var scale = Scale ?? Math.Sqrt(3.0 / Fans(shape).In);
        for (var i = 0; i < values.Length; i++)
        {
            var h = unchecked((uint)i + ((uint)Seed * 1_000_003u));
            h *= 0x9E3779B1;
            h ^= h >> 15;
            h *= 0x85EBCA77;
            h ^= h >> 13;
            values[i] = T.CreateTruncating(((h / 2147483648.0) - 1) * scale);
        }
    }
}
