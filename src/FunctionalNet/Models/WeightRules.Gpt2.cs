namespace FunctionalNet;

/// <content>The published files of <see cref="FunctionalNet.Gpt2"/>.</content>
public sealed partial class WeightRules
{
    /// <summary>
    /// Gets the rules for files of <see cref="FunctionalNet.Gpt2"/> as Hugging Face publishes them, including those whose names begin with
    /// <c>transformer.</c>. Their matrices are [in, out], as here; queries, keys and values are one tensor, and masks are skipped.
    /// </summary>
    /// <example><code>
    /// Model&lt;float&gt; gpt2 = Model.Init&lt;float&gt;(Gpt2(50_257), new(1024), key: 0).Load("gpt2", WeightRules.Gpt2).OrThrow();
    /// </code></example>
    public static WeightRules Gpt2 { get; } =
        OfGpt2
            .Then(OfGpt2.Below("transformer.", string.Empty))
            .Then(WeightRule.Rename("lm_head.weight", "wte/weight") with { IsTied = true })
            .Optional();

    private static WeightRules OfGpt2 =>
        new([
            WeightRule.Rename("wte.weight", "wte/weight"),
            WeightRule.Rename("wpe.weight", "wpe/weight"),
            WeightRule.Split("h.*.attn.c_attn.*", -1, "h/*/attn/query/*", "h/*/attn/key/*", "h/*/attn/value/*"),
            WeightRule.Rename("h.*.attn.c_proj.*", "h/*/attn/output/*"),
            WeightRule.Rename("h.*.mlp.*.*", "h/*/mlp/*/*"),
            .. Norm("h.*.ln_*", "h/*/ln_*"),
            .. Norm("ln_f", "ln_f"),
            WeightRule.Ignore("h.*.attn.bias"),
            WeightRule.Ignore("h.*.attn.masked_bias"),
        ]);
}
