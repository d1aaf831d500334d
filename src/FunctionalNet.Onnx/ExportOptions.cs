using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>How a model is written; change a copy with <c>with</c>.</summary>
/// <example><code>
/// var options = new ExportOptions
/// {
///     Normalization = Normalization.Of(mean: 0, scale: 16),
///     Softmax = true,
///     ArgMax = true,
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

    /// <summary>
    /// Gets the names of the classes in order, one for each score, written as the metadata entry <c>labels</c>, a JSON array; null is none.
    /// </summary>
    public IReadOnlyList<string> Labels
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets a description for people.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Gets the version of the model.</summary>
    public long ModelVersion { get; init; } = 1;

    /// <summary>Gets further metadata entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Gets a value indicating whether the input is an image as cameras give it, [batch, height, width, channels]; the model sees
    /// [batch, channels, height, width].
    /// </summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Gets a value indicating whether the input holds bytes, such as pixels from 0 to 255: the file takes uint8.</summary>
    public bool Bytes { get; init; }

    /// <summary>
    /// Gets a value indicating whether the input holds whole numbers, each the place of a 1 in the last axis of what the model sees:
    /// int64 [batch, ...] for [batch, ..., classes].
    /// </summary>
    public bool OneHot { get; init; }

    /// <summary>Gets a value indicating whether there is a second output <c>class</c>, int64: the place of the largest score of the last axis.</summary>
    public bool ArgMax { get; init; }

    /// <summary>Gets a value indicating whether there is an output <c>label</c>, strings: the name of the class, of <see cref="Labels"/>.</summary>
    public bool LabelOutput { get; init; }

    /// <summary>Gets a description of the input for people.</summary>
    public string InputDescription { get; init; } = string.Empty;

    /// <summary>Gets a description of the output for people.</summary>
    public string OutputDescription { get; init; } = string.Empty;

    /// <summary>
    /// Gets the version of ONNX's operator set, from 11 to 26. In an older one, operators that it lacks are written as their bodies;
    /// where one has no body, the export is an error that names it.
    /// </summary>
    public int Opset { get; init; } = OnnxExport.Opset;

    /// <summary>
    /// Gets a value indicating whether an operator that ONNX lacks is written once as a function of the model and then called; else
    /// its body stands wherever it is used.
    /// </summary>
    public bool Functions { get; init; }

    /// <summary>
    /// Gets a value indicating whether weights are written to a file of their own beside the model, named by its content:
    /// <c>model.onnx.0123456789abcdef.data</c>. So the old pair is whole until the new one is. A model of 2 GB or more always is.
    /// </summary>
    public bool ExternalData { get; init; }

    /// <summary>Gets the number type of weights and values.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>
    /// Gets by how much an output may differ between this library and ONNX Runtime: |a - b| up to tolerance (1 + |a|).
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;
}
