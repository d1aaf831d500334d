using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Selects held-out samples: stratified by class if targets are labels, of all samples otherwise. The key determines the selection.
/// </summary>
internal static class Strata
{
    /// <summary>The indices of the samples of each label, in ascending order of labels; none if targets are no labels.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="stratify">Whether targets are labels; null to detect it.</param>
    /// <exception cref="InvalidOperationException">Labels are required, and a target is not one.</exception>
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

        // Integers that are not labels, such as prices, rarely repeat.
        return stratify is true || 2 * classes.Length <= data.Count ? classes : [];
    }

    /// <summary>The indices of the held-out samples.</summary>
    /// <param name="count">The number of samples, at least 2.</param>
    /// <param name="classes">The indices of each label, or none.</param>
    /// <param name="share">The held-out share.</param>
    /// <param name="key">Determines the selection.</param>
    public static IEnumerable<int> HeldOut(int count, IReadOnlyList<IGrouping<int, int>> classes, double share, Key key)
    {
        var wanted = Math.Clamp((int)Math.Round(share * count), 1, count - 1);
        if (classes.Count == 0)
        {
            return key.Permutation(count).Take(wanted);
        }

        // A class is common if it has at least one sample in either part.
        var common = classes.Where(group => Math.Min(share, 1 - share) * group.Count() > 1 - 1e-9).ToArray();
        if (common.Length == classes.Count)
        {
            return Taken(common, key, seen => (int)Math.Round(share * seen));
        }

        // Rare classes are merged. The key determines which class gets the samples that rounding leaves over.
        var rare = classes.Except(common).SelectMany(group => group).GroupBy(_ => -1).Single();
        var start = key.Split("rare").Permutation(count)[0];
        return Taken([.. common, rare], key, seen => (int)((((long)wanted * seen) + start) / count));
    }

    /// <summary>The fold of each sample.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="classes">The indices of each label, or none.</param>
    /// <param name="parts">The number of folds.</param>
    /// <param name="key">Determines which samples are in which fold.</param>
    public static int[] Parts(int count, IReadOnlyList<IGrouping<int, int>> classes, int parts, Key key)
    {
        // Samples are assigned round-robin, class by class, in random order within each class; if a class is smaller than the number of
        // folds, the first fold is random.
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

    // From each class as many as bring the cumulative number to what is wanted of the samples so far.
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
