namespace FunctionalNet.Cli.Commands;

/// <summary>The settings of <c>fnet fit</c>.</summary>
internal sealed record FineTuning
{
    public required string Model { get; init; }

    public required FileSystemInfo Data { get; init; }

    public required string? Target { get; init; }

    public required bool DecimalComma { get; init; }

    public required Loss Loss { get; init; }

    public required Transform Optimizer { get; init; }

    public required string Out { get; init; }

    /// <summary>Gets the settings that commands with training share.</summary>
    public required TrainingOptions Options { get; init; }

    public int Epochs => Options.Epochs ?? 10;

    public int Batch => Options.Batch ?? 32;

    public double HeldOut => Options.HeldOut ?? 0;

    public Key Key => Options.Seed ?? 0;

    /// <summary>Gets the sizes of free axes behind that of the samples.</summary>
    public required PlannedModel Sizes { get; init; }

    public required TrainedTensors Learned { get; init; }

    /// <summary>Gets the rank of the adapters that are trained instead of the weights; null to train the weights.</summary>
    public required int? Lora { get; init; }

    /// <summary>Gets the format that the frozen weights below adapters are held in.</summary>
    public required WeightFormat Base { get; init; }

    /// <summary>Gets the folder for the adapters; empty for none.</summary>
    public required string Adapter { get; init; }

    public required IRanks Ranks { get; init; }

    /// <summary>Gets a value indicating whether the targets are class labels.</summary>
    public bool TakesLabels => Loss is SoftmaxCrossEntropy;
}
