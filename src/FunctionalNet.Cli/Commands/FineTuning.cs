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

    public required string Out { get; init; }

    /// <summary>Gets what commands that train are told.</summary>
    public required TrainingOptions Options { get; init; }

    public int Epochs => Options.Epochs ?? 10;

    public int Batch => Options.Batch ?? 32;

    public double HeldOut => Options.HeldOut ?? 0;

    public Key Key => Options.Seed ?? 0;

    public required Learned Learned { get; init; }

    /// <summary>Gets the rank of the adapters that learn in place of the weights; null where these learn themselves.</summary>
    public required int? Lora { get; init; }

    /// <summary>Gets the folder for the adapters; empty for none.</summary>
    public required string Adapter { get; init; }

    public required IRanks Ranks { get; init; }

    /// <summary>Gets a value indicating whether the right answers are labels of classes.</summary>
    public bool TakesLabels => Loss is SoftmaxCrossEntropy;
}
