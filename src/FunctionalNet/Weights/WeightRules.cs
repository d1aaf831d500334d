using System.Collections;
using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Rules by which files of others are read and written, in order: for a parameter the first counts whose tensors the file has. What no rule
/// names has the same name there, with dots for slashes or with slashes.
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

    /// <summary>These rules, and others where these say nothing.</summary>
    public WeightRules Then(params IEnumerable<WeightRule> others) => new([.. rules, .. others]);

    /// <summary>The same rules for a part of a model, whose names lie below others.</summary>
    /// <param name="theirs">What names in the file begin with: <c>bert.</c>.</param>
    /// <param name="ours">What paths in the model begin with: <c>0/</c>.</param>
    /// <example><code>
    /// var encoder = new WeightRules(WeightRule.Transpose("layer.*.dense.weight", "*/weight"));
    /// WeightRules classifier = encoder.Below("bert.", "encoder/").Then(WeightRule.Transpose("classifier.weight", "1/weight"));
    /// </code></example>
    public WeightRules Below(string theirs, string ours) => new([.. rules.Select(rule => rule.Below(theirs, ours))]);

    /// <inheritdoc/>
    public IEnumerator<WeightRule> GetEnumerator() => ((IEnumerable<WeightRule>)rules).GetEnumerator();

    /// <summary>One rule a line.</summary>
    public override string ToString() => string.Join(Environment.NewLine, rules);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // PyTorch's Linear, whose matrix is [out, in], as Dense.
    private static WeightRule[] Linear(string theirs, string ours) =>
        [
            WeightRule.Transpose($"{theirs}.weight", $"{ours}/weight"),
            WeightRule.Rename($"{theirs}.bias", $"{ours}/bias"),
        ];

    // A normalization, whose factor is called weight.
    private static WeightRule[] Norm(string theirs, string ours) =>
        [WeightRule.Rename($"{theirs}.weight", $"{ours}/scale"), WeightRule.Rename($"{theirs}.bias", $"{ours}/bias")];
}
