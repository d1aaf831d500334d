namespace FunctionalNet.Benchmarks.Finetuning;

/// <summary>A pretrained network and the task that it is tuned for.</summary>
/// <param name="Features">The network up to the input of a new head.</param>
/// <param name="Untrained">The same network with random weights.</param>
/// <param name="Learned">The training samples.</param>
/// <param name="Judged">The test samples.</param>
/// <param name="Classes">The number of classes.</param>
internal sealed record Tuning(
    Layer Features,
    Layer Untrained,
    Dataset<float> Learned,
    Dataset<float> Judged,
    int Classes
)
{
    /// <summary>Gets the weights of <see cref="Features"/> by their published names, if the layer does not start with them.</summary>
    public Func<IReadOnlyDictionary<string, Tensor<float>>>? Weights { get; init; }

    /// <summary>Gets the rules that map these weights to parameters.</summary>
    public WeightRules Rules { get; init; } = new();

    /// <summary>Gets which matrices get adapters, by their paths.</summary>
    public Func<string, bool> Adapted { get; init; } = _ => true;

    /// <summary>Gets the rank of the adapters.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Gets the batch size.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Gets the number of epochs.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Gets the learning rates: for a new head, for adapters, for all weights, and for all weights from scratch.</summary>
    public (double Head, double Adapters, double All, double Scratch) Rates { get; init; } = (1e-2, 1e-3, 1e-4, 1e-3);
}
