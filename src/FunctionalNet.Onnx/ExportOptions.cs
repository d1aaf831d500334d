using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>How a model is written; change a copy with <c>with</c>.</summary>
/// <example><code>
/// var options = new ExportOptions
/// {
///     Normalization = Normalization.Of(mean: 0, scale: 16),
///     Softmax = true,
///     Labels = ["zero", "one", "two"],
///     Description = "Handwritten digits, 8 x 8",
/// };
/// </code></example>
public sealed record ExportOptions
{
    /// <summary>Gets the name of the model's input.</summary>
    public string Input { get; init; } = "input";

    /// <summary>Gets the name of the model's output; several outputs of a graph are numbered behind it.</summary>
    public string Output { get; init; } = "output";

    /// <summary>Gets the name of the free batch axis.</summary>
    public string Batch { get; init; } = "batch";

    /// <summary>Gets what is done to the input before the model sees it; nothing if null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Gets a value indicating whether the output is passed through a softmax over its last axis.</summary>
    public bool Softmax { get; init; }

    /// <summary>Gets the names of the classes in order, written as the metadata entry <c>labels</c>, a JSON array.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Gets a description for people.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Gets the version of the model.</summary>
    public long ModelVersion { get; init; } = 1;

    /// <summary>Gets further metadata entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the number type of weights and values.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>
    /// Gets by how much an output may differ between this library and ONNX Runtime: |a - b| up to tolerance (1 + |a|).
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;
}
