using System.Collections;
using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// An ordered list of rules for reading and writing published files: for each parameter the first rule applies whose tensors the file has.
/// Parameters without a rule have their own names, with slashes or with dots instead.
/// </summary>
/// <param name="rules">The rules.</param>
/// <example><code>
/// var rules = new WeightRules(
///     WeightRule.Transpose("fc*.weight", "*/weight"),
///     WeightRule.Rename("fc*.bias", "*/bias"),
///     WeightRule.Ignore("num_batches_tracked")
/// );
/// TrainState&lt;float&gt; start = training.Init(1, new(64)).Load("model.safetensors", rules).OrThrow();
/// </code></example>
public sealed partial class WeightRules(params WeightRule[] rules) : IReadOnlyList<WeightRule>
{
    private readonly ImmutableArray<WeightRule> rules = [.. rules];

    /// <inheritdoc/>
    public int Count => rules.Length;

    /// <inheritdoc/>
    public WeightRule this[int index] => rules[index];

    /// <summary>These rules, then others for what these do not match.</summary>
    public WeightRules Then(params IEnumerable<WeightRule> others) => new([.. rules, .. others]);

    /// <summary>These rules for a part of a model, with prefixes.</summary>
    /// <param name="theirs">The prefix of names in the file: <c>bert.</c>.</param>
    /// <param name="ours">The prefix of paths in the model: <c>0/</c>.</param>
    /// <example><code>
    /// var encoder = new WeightRules(WeightRule.Transpose("layer.*.dense.weight", "*/weight"));
    /// WeightRules classifier = encoder.Below("bert.", "encoder/").Then(WeightRule.Transpose("classifier.weight", "1/weight"));
    /// </code></example>
    public WeightRules Below(string theirs, string ours) => new([.. rules.Select(rule => rule.Below(theirs, ours))]);

    /// <summary>These rules, each for a part that a model may lack.</summary>
    /// <example><code>
    /// // One list for models with and without a head.
    /// WeightRules rules = new WeightRules(WeightRule.Transpose("classifier.weight", "head/weight")).Optional();
    /// </code></example>
    public WeightRules Optional() => new([.. rules.Select(rule => rule with { IsOptional = true })]);

    /// <inheritdoc/>
    public IEnumerator<WeightRule> GetEnumerator() => ((IEnumerable<WeightRule>)rules).GetEnumerator();

    /// <summary>One rule per line.</summary>
    public override string ToString() => string.Join(Environment.NewLine, rules);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // PyTorch's Linear, whose matrix is [out, in], as Dense.
    private static WeightRule[] Linear(string theirs, string ours) =>
        [
            WeightRule.Transpose($"{theirs}.weight", $"{ours}/weight"),
            WeightRule.Rename($"{theirs}.bias", $"{ours}/bias"),
        ];

    // A normalization, whose scale is called weight.
    private static WeightRule[] Norm(string theirs, string ours) =>
        [WeightRule.Rename($"{theirs}.weight", $"{ours}/scale"), WeightRule.Rename($"{theirs}.bias", $"{ours}/bias")];
}
