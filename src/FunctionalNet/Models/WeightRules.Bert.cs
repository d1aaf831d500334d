namespace FunctionalNet;

/// <content>The published files of <see cref="FunctionalNet.Bert"/>.</content>
public sealed partial class WeightRules
{
    /// <summary>
    /// Gets the rules for files of <see cref="FunctionalNet.Bert"/> and sentence encoders as Hugging Face publishes them, including those
    /// whose names begin with <c>bert.</c>, and the oldest, whose norms have <c>gamma</c> and <c>beta</c>. Their matrices are [out, in].
    /// Heads for other tasks, such as masked language modelling, are skipped.
    /// </summary>
    /// <example><code>
    /// Layer miniLm = Bert(30_522, width: 384, layers: 6, output: BertOutput.Mean);
    /// Model&lt;float&gt; encoder = Model.Init&lt;float&gt;(miniLm, new(128), key: 0).Load("all-MiniLM-L6-v2", WeightRules.Bert).OrThrow();
    /// </code></example>
    public static WeightRules Bert { get; } =
        OfBert.Then(OfBert.Below("bert.", string.Empty)).Then(WeightRule.Ignore("cls.**")).Optional();

    private static WeightRules OfBert =>
        new([
            WeightRule.Rename("embeddings.*_embeddings.weight", "embeddings/*_embeddings/weight"),
            .. AnyNorm("embeddings.LayerNorm", "embeddings/LayerNorm"),
            .. Linear("encoder.layer.*.attention.output.dense", "encoder/layer/*/attention/self/output"),
            .. Linear("encoder.layer.*.attention.self.*", "encoder/layer/*/attention/self/*"),
            .. AnyNorm("encoder.layer.*.attention.output.LayerNorm", "encoder/layer/*/attention/output/LayerNorm"),
            .. Linear("encoder.layer.*.intermediate.dense", "encoder/layer/*/intermediate/dense"),
            .. Linear("encoder.layer.*.output.dense", "encoder/layer/*/output/dense"),
            .. AnyNorm("encoder.layer.*.output.LayerNorm", "encoder/layer/*/output/LayerNorm"),
            .. Linear("pooler.dense", "pooler/dense"),
            WeightRule.Ignore("embeddings.position_ids"),
            WeightRule.Ignore("pooler.**"),
        ]);

    private static WeightRule[] AnyNorm(string theirs, string ours) =>
        [
            .. Norm(theirs, ours),
            WeightRule.Rename($"{theirs}.gamma", $"{ours}/scale"),
            WeightRule.Rename($"{theirs}.beta", $"{ours}/bias"),
        ];
}
