using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>How a model is exported; change options with <c>with</c>.</summary>
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

    /// <summary>Gets the name of the model's output; several outputs of a graph get numeric suffixes.</summary>
    public string Output { get; init; } = "output";

    /// <summary>Gets the name of the free batch axis.</summary>
    public string Batch { get; init; } = "batch";

    /// <summary>Gets the normalization of the input; none if null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Gets a value indicating whether the output is passed through a softmax over its last axis.</summary>
    public bool Softmax { get; init; }

    /// <summary>
    /// Gets the names of the classes in order, one per score, written as the metadata entry <c>labels</c>, a JSON array; null for none.
    /// </summary>
    public IReadOnlyList<string> Labels
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Gets a human-readable description.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Gets the version of the model.</summary>
    public long ModelVersion { get; init; } = 1;

    /// <summary>Gets further metadata entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Gets a value indicating whether the input is a channels-last image, [batch, height, width, channels]; the model gets [batch,
    /// channels, height, width].
    /// </summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Gets a value indicating whether the input holds bytes, such as pixels from 0 to 255: the file takes uint8.</summary>
    public bool Bytes { get; init; }

    /// <summary>
    /// Gets a value indicating whether the input is integers that are one-hot encoded in the last axis for the model: int64 [batch, ...]
    /// for [batch, ..., classes].
    /// </summary>
    public bool OneHot { get; init; }

    /// <summary>
    /// Gets a value indicating whether there is a second output <c>class</c>, int64: the index of the largest score of the last axis.
    /// </summary>
    public bool ArgMax { get; init; }

    /// <summary>
    /// Gets a value indicating whether there is an output <c>label</c>, strings: the name of the class, from <see cref="Labels"/>.
    /// </summary>
    public bool LabelOutput { get; init; }

    /// <summary>Gets a human-readable description of the input.</summary>
    public string InputDescription { get; init; } = string.Empty;

    /// <summary>Gets a human-readable description of the output.</summary>
    public string OutputDescription { get; init; } = string.Empty;

    /// <summary>
    /// Gets the version of ONNX's operator set, from 11 to 26. Operators that an older one lacks are written as their bodies; without a
    /// body the export is an error that names the operator.
    /// </summary>
    public int Opset { get; init; } = OnnxExport.Opset;

    /// <summary>
    /// Gets a value indicating whether an operator without an ONNX form is written once as a local function of the model; otherwise its
    /// body is inlined at each use.
    /// </summary>
    public bool Functions { get; init; }

    /// <summary>
    /// Gets a value indicating whether weights are written to a separate file beside the model, named by a hash of its content:
    /// <c>model.onnx.0123456789abcdef.data</c>. So the old pair of files is intact until the new one is. Always true for a model of 2 GB or
    /// more.
    /// </summary>
    public bool ExternalData { get; init; }

    /// <summary>Gets the number type of weights and values.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Gets the tolerance of the comparison with ONNX Runtime: |a - b| up to tolerance (1 + |a|).</summary>
    public double Tolerance { get; init; } = 1e-4;
}
