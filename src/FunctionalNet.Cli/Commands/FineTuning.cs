namespace FunctionalNet.Cli.Commands;

/// <summary>What <c>fnet fit</c> is told.</summary>
internal sealed record FineTuning
{
    public required string Model { get; init; }

    public required FileSystemInfo Data { get; init; }

    public required string? Target { get; init; }

    public required bool DecimalComma { get; init; }

    public required Loss Loss { get; init; }

    public required Transform Optimizer { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required string Out { get; init; }

    public required Learned Learned { get; init; }

    /// <summary>Gets the rank of the adapters that learn in place of the weights; null where these learn themselves.</summary>
    public required int? Lora { get; init; }

    /// <summary>Gets the folder for the adapters; empty for none.</summary>
    public required string Adapter { get; init; }

    public required double HeldOut { get; init; }

    public required string Log { get; init; }

    public required Key Key { get; init; }

    public required int? Shards { get; init; }

    public required IRanks Ranks { get; init; }

    /// <summary>Gets a value indicating whether the right answers are labels of classes.</summary>
    public bool TakesLabels => Loss is SoftmaxCrossEntropy;
}
