using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>Simplifies a failed sample: first smaller shapes, then simpler values.</summary>
internal static class Shrinking
{
    private const int FewElements = 16;

    private static readonly Func<double, double>[] Simpler =
    [
        _ => 0,
        _ => 1,
        Math.Round,
        value => Math.Round(value, 1),
    ];

    /// <summary>Simpler samples, the largest step first.</summary>
    /// <param name="sample">The failed sample.</param>
    /// <param name="inputs">The domains of the check.</param>
    /// <param name="point">The values with which it failed.</param>
    public static IEnumerable<Sample> Of(Sample sample, IReadOnlyList<Input> inputs, double[][] point)
    {
        var free = Sample.FreeAxes(inputs);
        return sample.Values is null
            ? Ranks(sample).Concat(Axes(sample, free)).Concat(Values(sample with { Values = point }))
            : Values(sample);
    }

    private static IEnumerable<Sample> Ranks(Sample sample) =>
        from input in Enumerable.Range(0, sample.Patterns.Length)
        where sample.Patterns[input] > 0
        select sample with
        {
            Patterns = sample.Patterns.SetItem(input, 0),
        };

    private static IEnumerable<Sample> Axes(
        Sample sample,
        ImmutableSortedDictionary<string, (int Smallest, int Largest)> free
    ) =>
        from axis in sample.Sizes
        from size in new[] { free[axis.Key].Smallest, axis.Value / 2, axis.Value - 1 }.Distinct()
        where size >= free[axis.Key].Smallest && size < axis.Value
        select sample with
        {
            Sizes = sample.Sizes.SetItem(axis.Key, size),
        };

    private static IEnumerable<Sample> Values(Sample sample)
    {
        var values = sample.Values!;
        for (var i = 0; i < values.Length; i++)
        {
            foreach (var simpler in Simpler)
            {
                double[] whole = [.. values[i].Select(simpler)];
                if (Complexity(whole) < Complexity(values[i]))
                {
                    yield return With(i, whole);
                }
            }

            for (var j = 0; values[i].Length <= FewElements && j < values[i].Length; j++)
            {
                foreach (var simpler in Simpler)
                {
                    double[] one = [.. values[i]];
                    one[j] = simpler(one[j]);
                    if (Complexity(one) < Complexity(values[i]))
                    {
                        yield return With(i, one);
                    }
                }
            }
        }

        Sample With(int place, double[] simple) =>
            sample with
            {
                Values = [.. values.Select((old, i) => i == place ? simple : old)],
            };
    }

    private static long Complexity(double[] values) =>
        values.Sum(value =>
            value == 0 ? 0L
            : value == 1 ? 1
            : double.IsInteger(value) ? 2
            : double.IsInteger(value * 10) ? 3
            : 4
        );
}
