namespace FunctionalNet.Benchmarks.Finetuning;

/// <summary>A network that others trained, and what it is to learn.</summary>
/// <param name="Features">The network, up to what a new head reads.</param>
/// <param name="Untrained">The same from random weights.</param>
/// <param name="Learned">What is learned from.</param>
/// <param name="Judged">What is not.</param>
/// <param name="Classes">The number of classes.</param>
internal sealed record Tuning(
    Layer Features,
    Layer Untrained,
    Dataset<float> Learned,
    Dataset<float> Judged,
    int Classes
)
{
    /// <summary>Gets the weights of <see cref="Features"/> by their names elsewhere, where the layer does not start with them.</summary>
    public Func<IReadOnlyDictionary<string, Tensor<float>>>? Weights { get; init; }

    /// <summary>Gets the rules for these.</summary>
    public WeightRules Rules { get; init; } = new();

    /// <summary>Gets the matrices that are adapted, by their paths.</summary>
    public Func<string, bool> Adapted { get; init; } = _ => true;

    /// <summary>Gets the rank of the adapters.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Gets the samples of a step.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Gets how many times each sample is seen.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Gets the learning rates of a new head and of adapters, of all weights, and of all from scratch.</summary>
    public (double Head, double Adapters, double All, double Scratch) Rates { get; init; } = (1e-2, 1e-3, 1e-4, 1e-3);
}
