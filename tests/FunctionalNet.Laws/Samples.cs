using System.Numerics;

namespace FunctionalNet.Laws;

/// <summary>Deterministic random tensors from the domains of examples.</summary>
internal static class Samples
{
    /// <summary>
    /// Distinct values of a domain in random order: a jittered grid away from kinks, so that ties and jumps do not occur by chance.
    /// </summary>
    public static Tensor<T> Draw<T>(Domain domain, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var n = domain.Shape.Size;
        var values = new double[n];
        var places = Enumerable.Range(0, n).ToArray();
        random.Shuffle(places);
        var step = (domain.High - domain.Low) / Math.Max(1, n);
        for (var i = 0; i < n; i++)
        {
            values[i] =
                domain.Element == ElementType.Float
                    ? Away(domain.Low + ((places[i] + 0.25 + (0.5 * random.NextDouble())) * step), domain)
                    : random.Next((int)domain.Low, (int)domain.High + 1);
        }

        return new Tensor<T>(domain.Shape, [.. values.Select(T.CreateChecked)]);
    }

    public static Tensor<T>[] Draw<T>(Example example, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return [.. example.Domains.Select(domain => Draw<T>(domain, random))];
    }

    private static double Away(double value, Domain domain)
    {
        const double Distance = 0.02;
        foreach (var kink in domain.Kinks)
        {
            if (Math.Abs(value - kink) < Distance)
            {
                return kink + (value < kink ? -Distance : Distance);
            }
        }

        return value;
    }
}
