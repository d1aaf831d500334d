using System.Numerics;

namespace FunctionalNet;

/// <summary>Which samples are held out: of each class its share where targets are labels, of all samples otherwise. The key decides.</summary>
internal static class Strata
{
    /// <summary>The places of the samples of each label, the lowest label first; none where targets are no labels.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="stratify">Whether targets are labels; null to find out.</param>
    /// <exception cref="InvalidOperationException">They should be labels, and one is none.</exception>
    public static IReadOnlyList<IGrouping<int, int>> Classes<T>(Dataset<T> data, bool? stratify)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (stratify is false)
        {
            return [];
        }

        var shape = data.AllTargets.Shape;
        var isOne = shape[1..].Size == 1;
        var odd = isOne ? Enumerable.Range(0, data.Count).FirstOrDefault(i => !IsLabel(data.Target(i)), -1) : 0;
        if (!isOne || odd >= 0)
        {
            return stratify is null
                ? []
                : throw new InvalidOperationException(
                    isOne
                        ? $"The target {data.Target(odd)} of sample {odd} is no label: labels are whole numbers. Leave stratify out."
                        : $"Targets of {shape} are no labels: those are one whole number a sample. Leave stratify out."
                );
        }

        IGrouping<int, int>[] classes =
        [
            .. Enumerable
                .Range(0, data.Count)
                .GroupBy(i => int.CreateTruncating(data.Target(i)))
                .OrderBy(group => group.Key),
        ];

        // Numbers that happen to be whole, such as prices, hardly ever come twice.
        return stratify is true || 2 * classes.Length <= data.Count ? classes : [];
    }

    /// <summary>The places of the samples that are held out.</summary>
    /// <param name="count">The number of samples, at least 2.</param>
    /// <param name="classes">The places of each label, or none.</param>
    /// <param name="share">The share that is held out.</param>
    /// <param name="key">Which samples.</param>
    public static IEnumerable<int> HeldOut(int count, IReadOnlyList<IGrouping<int, int>> classes, double share, Key key)
    {
        var wanted = Math.Clamp((int)Math.Round(share * count), 1, count - 1);
        if (classes.Count == 0)
        {
            return key.Permutation(count).Take(wanted);
        }

        // A class is common where it has at least one sample in either part.
        var common = classes.Where(group => Math.Min(share, 1 - share) * group.Count() > 1 - 1e-9).ToArray();
        if (common.Length == classes.Count)
        {
            return Taken(common, key, seen => (int)Math.Round(share * seen));
        }

        // Rare classes are one together. What is left of a share by rounding goes to one class or the next, as the key says.
        var rare = classes.Except(common).SelectMany(group => group).GroupBy(_ => -1).Single();
        var start = key.Split("rare").Permutation(count)[0];
        return Taken([.. common, rare], key, seen => (int)((((long)wanted * seen) + start) / count));
    }

    /// <summary>The part of each sample.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="classes">The places of each label, or none.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="key">Which samples are in which part.</param>
    public static int[] Parts(int count, IReadOnlyList<IGrouping<int, int>> classes, int parts, Key key)
    {
        // Dealt like cards, class by class, in random order within each; classes that do not go round begin anywhere.
        var labels = new int[count];
        foreach (var group in classes)
        {
            foreach (var place in group)
            {
                labels[place] = group.Key;
            }
        }

        var start = classes.Any(group => group.Count() < parts) ? key.Split("rare").Permutation(parts)[0] : 0;
        var dealt = key.Permutation(count).OrderBy(place => labels[place]);
        var part = new int[count];
        foreach (var (turn, place) in dealt.Index())
        {
            part[place] = (turn + start) % parts;
        }

        return part;
    }

    private static bool IsLabel<T>(T target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsInteger(target) && T.Abs(target) <= T.CreateTruncating(int.MaxValue);

    // Of each class so many that the classes up to it give what is wanted of so many samples.
    private static IEnumerable<int> Taken(IEnumerable<IGrouping<int, int>> classes, Key key, Func<int, int> wanted)
    {
        var seen = 0;
        foreach (var group in classes)
        {
            int[] members = [.. group];
            var take = wanted(seen + members.Length) - wanted(seen);
            foreach (var i in key.Split((ulong)group.Key).Permutation(members.Length).Take(take))
            {
                yield return members[i];
            }

            seen += members.Length;
        }
    }
}
