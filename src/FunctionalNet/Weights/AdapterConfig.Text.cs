namespace FunctionalNet;

/// <content>The configuration in words.</content>
public sealed partial record AdapterConfig
{
    /// <summary>Rank, α, the adapted modules and all else that the file says: <c>rank 8, alpha 16, modules q_proj, v_proj</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"rank {Rank}, alpha {GivenAlpha}")
        + (IsByRoot ? " over the root of the rank" : string.Empty)
        + (Modules.IsEmpty && Pattern.Length == 0 ? ", all modules" : string.Empty)
        + Listed("modules", Modules)
        + (
            Pattern.Length == 0 ? string.Empty
            : IsAllLinear ? ", all linear modules"
            : $", modules that match {Pattern}"
        )
        + (IsClassifier ? " of a classifier" : string.Empty)
        + Listed("layers", [.. Layers.Select(layer => FormattableString.Invariant($"{layer}"))])
        + (LayerLists.IsEmpty ? string.Empty : $" of {Listing.Of(LayerLists)}")
        + Listed("without", Excluded)
        + (ExcludedPattern.Length == 0 ? string.Empty : $", without those that match {ExcludedPattern}")
        + string.Concat(Ranks.Select(one => FormattableString.Invariant($", rank {one.Value} of {one.Key}")))
        + string.Concat(Alphas.Select(one => FormattableString.Invariant($", alpha {one.Value} of {one.Key}")))
        + Listed("whole", WholeModules)
        + Bias switch
        {
            AdapterBias.LoraOnly => ", their biases",
            AdapterBias.All => ", all biases",
            _ => string.Empty,
        }
        + (IsTied ? ", tied weights stay tied" : string.Empty)
        + (Base.Length == 0 ? string.Empty : $", of {Base}");

    private static string Listed(string what, IReadOnlyCollection<string> names) =>
        names.Count == 0 ? string.Empty : $", {what} {Listing.Of(names)}";
}
