namespace FunctionalNet;

/// <summary>
/// The names of inputs, outputs and axes of a file for incremental decoding: those of Hugging Face's exports, which ONNX Runtime's
/// generation runtimes expect.
/// </summary>
internal sealed record DecoderNames
{
    public string InputIds { get; init; } = "input_ids";

    public string AttentionMask { get; init; } = "attention_mask";

    public string PositionIds { get; init; } = "position_ids";

    public string Logits { get; init; } = "logits";

    public string Batch { get; init; } = "batch_size";

    public string Tokens { get; init; } = "sequence_length";

    public string PastTokens { get; init; } = "past_sequence_length";

    public string Total { get; init; } = "total_sequence_length";

    /// <summary>The cache of a layer before the step.</summary>
    public string Past(int layer, bool isValue) => $"past_key_values.{Kept(layer, isValue)}";

    /// <summary>The cache of a layer after the step.</summary>
    public string Present(int layer, bool isValue) => $"present.{Kept(layer, isValue)}";

    private static string Kept(int layer, bool isValue) =>
        FormattableString.Invariant($"{layer}.{(isValue ? "value" : "key")}");
}
