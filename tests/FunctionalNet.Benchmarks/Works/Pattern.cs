namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// Numbers that both sides work out for themselves, bit for bit the same as in torch_peer.py: an integer hash of the
/// place, spread over [-scale, scale).
/// </summary>
/// <param name="Seed">Another one gives other numbers.</param>
/// <param name="Scale">The largest of them; a weight takes √(3 / fan-in) if this is absent.</param>
internal sealed record Pattern(int Seed, double? Scale = null) : Initializer
{
    /// <summary>A tensor of such numbers.</summary>
    public static Tensor<float> Tensor(Shape shape, int seed, double scale = 1)
    {
        var values = new float[shape.Size];
        new Pattern(seed, scale).Fill<float>(shape, 0, values);
        return FunctionalNet.Tensor.Of(shape, values);
    }

    /// <summary>Labels below a number of classes, as floats.</summary>
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
