namespace FunctionalNet;

/// <content>Equality by value, of the lists too.</content>
public sealed partial record AdapterConfig
{
    private (
        int Rank,
        double Alpha,
        string Pattern,
        string ExcludedPattern,
        string Base,
        AdapterBias Bias,
        bool IsByRoot,
        bool IsTied,
        bool IsClassifier
    ) Single => (Rank, Alpha, Pattern, ExcludedPattern, Base, Bias, IsByRoot, IsTied, IsClassifier);

    /// <inheritdoc/>
    public bool Equals(AdapterConfig? other) =>
        other is not null
        && Single == other.Single
        && Modules.AsSpan().SequenceEqual(other.Modules.AsSpan())
        && Excluded.AsSpan().SequenceEqual(other.Excluded.AsSpan())
        && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan())
        && LayerLists.AsSpan().SequenceEqual(other.LayerLists.AsSpan())
        && WholeModules.AsSpan().SequenceEqual(other.WholeModules.AsSpan())
        && Pairs(Ranks).SequenceEqual(Pairs(other.Ranks))
        && Pairs(Alphas).SequenceEqual(Pairs(other.Alphas));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Single);
        foreach (var name in Modules.Concat(Excluded).Concat(LayerLists).Concat(WholeModules))
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        hash.Add(Layers.Length);
        hash.Add(Ranks.Length);
        hash.Add(Alphas.Length);
        return hash.ToHashCode();
    }

    private static IEnumerable<(string Name, T Value)> Pairs<T>(IEnumerable<KeyValuePair<string, T>> all) =>
        all.Select(one => (one.Key, one.Value));
}
