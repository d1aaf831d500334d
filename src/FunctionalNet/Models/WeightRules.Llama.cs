namespace FunctionalNet;

/// <content>The published files of <see cref="FunctionalNet.Llama"/>.</content>
public sealed partial class WeightRules
{
    /// <summary>
    /// Gets the rules for files of <see cref="FunctionalNet.Llama"/> and Mistral as Hugging Face publishes them, including those whose
    /// names do not begin with <c>model.</c>. Their matrices are [out, in]. An output projection that the file lacks is the embedding;
    /// a tied model takes a file that has it too if both are equal.
    /// </summary>
    /// <example><code>
    /// Layer layer = Llama(32_000, width: 2048, hidden: 5632, layers: 22, heads: 32, keyValueHeads: 4);
    /// Model&lt;float&gt; llama = Model.Init&lt;float&gt;(layer, new(512), key: 0).Load("TinyLlama", WeightRules.Llama).OrThrow();
    /// </code></example>
    public static WeightRules Llama { get; } =
        OfLlama
            .Below("model.", string.Empty)
            .Then(OfLlama)
            .Then(
                WeightRule.Transpose("lm_head.weight", "lm_head/weight"),
                WeightRule.Transpose("model.embed_tokens.weight", "lm_head/weight") with
                {
                    IsTied = true,
                },
                WeightRule.Rename("lm_head.weight", "embed_tokens/weight") with
                {
                    IsTied = true,
                }
            )
            .Optional();

    private static WeightRules OfLlama =>
        new([
            WeightRule.Rename("embed_tokens.weight", "embed_tokens/weight"),
            WeightRule.Transpose("layers.*.self_attn.q_proj.weight", "layers/*/self_attn/query/weight"),
            WeightRule.Transpose("layers.*.self_attn.k_proj.weight", "layers/*/self_attn/key/weight"),
            WeightRule.Transpose("layers.*.self_attn.v_proj.weight", "layers/*/self_attn/value/weight"),
            WeightRule.Transpose("layers.*.self_attn.o_proj.weight", "layers/*/self_attn/output/weight"),
            WeightRule.Transpose("layers.*.mlp.*_proj.weight", "layers/*/mlp/*_proj/weight"),
            WeightRule.Rename("layers.*.*_layernorm.weight", "layers/*/*_layernorm/scale"),
            WeightRule.Rename("norm.weight", "norm/scale"),
            WeightRule.Ignore("layers.*.self_attn.rotary_emb.inv_freq"),
        ]);
}
