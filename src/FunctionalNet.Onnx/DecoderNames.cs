namespace FunctionalNet;

/// <summary>
/// The names of inputs, outputs and axes of a file that takes tokens some at a time: those of Hugging Face's exports, by which ONNX
/// Runtime's runtimes for generation know them.
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

    /// <summary>What a layer was left by the steps before.</summary>
    public string Past(int layer, bool isValue) => $"past_key_values.{Kept(layer, isValue)}";

    /// <summary>What it leaves.</summary>
    public string Present(int layer, bool isValue) => $"present.{Kept(layer, isValue)}";

    private static string Kept(int layer, bool isValue) =>
        FormattableString.Invariant($"{layer}.{(isValue ? "value" : "key")}");
}
