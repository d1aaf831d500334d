using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.OnnxTests;

/// <summary>Deterministic random tensors, and the comparison of tensors within a tolerance.</summary>
internal static class Samples
{
    /// <summary>Distinct values of a domain in random order, away from kinks.</summary>
    public static Tensor<T> Draw<T>(Domain domain, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var places = Enumerable.Range(0, domain.Shape.Size).ToArray();
        random.Shuffle(places);
        var step = (domain.High - domain.Low) / Math.Max(1, places.Length);
        return new Tensor<T>(
            domain.Shape,
            [
                .. places.Select(place =>
                    T.CreateChecked(
                        domain.Element == ElementType.Float
                            ? Away(domain.Low + ((place + 0.25 + (0.5 * random.NextDouble())) * step), domain.Kinks)
                            : random.Next((int)domain.Low, (int)domain.High + 1)
                    )
                ),
            ]
        );
    }

    public static Tensor<T>[] Draw<T>(Example example)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(7);
        return [.. example.Domains.Select(domain => Draw<T>(domain, random))];
    }

    public static Tensor<T> Normal<T>(Shape shape, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[shape.Size];
        ((Key)seed).Normal<T>(values);
        return new Tensor<T>(shape, values);
    }

    /// <summary>Asserts |a - b| ≤ tolerance (1 + |a|) for every pair; NaN and infinities must be equal.</summary>
    public static void Close<T>(ImmutableArray<Tensor<T>> expected, ImmutableArray<Tensor<T>> actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Close(e, a, tolerance);
        }
    }

    public static void Close<T>(Tensor<T> expected, Tensor<T> actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (double.CreateChecked(expected.Span[i]), double.CreateChecked(actual.Span[i]));
            if (!Closeness.Are(e, a, tolerance * (1 + Math.Abs(e))))
            {
                Assert.Fail($"element {i} of {expected.Shape}: expected {e:R}, got {a:R}");
            }
        }
    }

    private static double Away(double value, ImmutableArray<double> kinks)
    {
        const double Distance = 0.02;
        var near = kinks
            .Where(kink => Math.Abs(value - kink) < Distance)
            .Select(kink => (double?)kink)
            .FirstOrDefault();
        return near is { } kink ? kink + (value < kink ? -Distance : Distance) : value;
    }
}
