using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet;

/// <summary>
/// A model file in ONNX Runtime: [batch, ...] to [batch, ...], of any origin. Inputs are read from the caller's memory, without a copy.
/// Predictions may run on several threads at once, also while another one disposes of it: running ones complete, and later ones throw
/// <see cref="ObjectDisposedException"/>.
/// </summary>
/// <example><code>
/// using var predictor = OnnxPredictor.Load("digits.onnx", Device.Cuda.OrCpu()).OrThrow();
/// Tensor&lt;float&gt; scores = predictor.Predict(digits.Inputs); // [n, 64] to [n, 10]
/// </code></example>
public sealed unsafe class OnnxPredictor : IDisposable
{
    private readonly OrtSession session;

    private OnnxPredictor(OrtSession session) => this.session = session;

    /// <summary>Gets the device that it runs on.</summary>
    public Device Device => session.Device;

    /// <summary>Gets why it runs on another device than requested; empty if it does not.</summary>
    public string Note => session.Note;

    /// <summary>Gets the inputs with their shapes.</summary>
    public ImmutableArray<OnnxValue> Inputs => session.Inputs;

    /// <summary>Gets the outputs with their shapes.</summary>
    public ImmutableArray<OnnxValue> Outputs => session.Outputs;

    /// <summary>Gets the metadata entries of the file, such as <c>recipe</c> and <c>labels</c>.</summary>
    public ImmutableSortedDictionary<string, string> Metadata =>
        session.Metadata.CustomMetadataMap.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Gets the names of the classes in order; empty if the file does not name them.</summary>
    public ImmutableArray<string> Labels => OnnxMetadata.Labels(Metadata);

    /// <summary>Gets the human-readable description of the model.</summary>
    public string Description => session.Metadata.Description;

    /// <summary>Gets the producer of the file.</summary>
    public string Producer => session.Metadata.ProducerName;

    /// <summary>Gets the version of the model.</summary>
    public long ModelVersion => session.Metadata.Version;

    /// <summary>Inputs, outputs and the device.</summary>
    public override string ToString() => $"{string.Join(", ", Inputs)} to {string.Join(", ", Outputs)} on {Device}";

    /// <summary>Loads a model from a file. An error names the problem with the file, or what the device lacks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">The device; the CPU if absent.</param>
    /// <param name="threads">The number of threads of one operator; 0 leaves it to ONNX Runtime.</param>
    public static Either<Error, OnnxPredictor> Load(string path, Device? device = null, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return OrtSession.Open(path, device ?? Device.Cpu, threads).Map(session => new OnnxPredictor(session));
    }

    /// <summary>Loads a model from the bytes of a file.</summary>
    /// <inheritdoc cref="Load(string, Device?, int)"/>
    public static Either<Error, OnnxPredictor> Load(byte[] file, Device? device = null, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return OrtSession.Open(file, "model", device ?? Device.Cpu, threads).Map(session => new OnnxPredictor(session));
    }

    /// <summary>The first output for a batch.</summary>
    /// <exception cref="ShapeException">The tensor does not have the shape of the model's only input.</exception>
    /// <example><code>Tensor&lt;float&gt; scores = predictor.Predict(Tensor.Of(new(1, 64), pixels));</code></example>
    public Tensor<float> Predict(Tensor<float> inputs) => Run(inputs)[0];

    /// <summary>
    /// The name of the class of each sample: from the output of labels if the file has one, else from the largest score; NaN if a score is.
    /// </summary>
    /// <param name="inputs">A batch.</param>
    /// <exception cref="ShapeException">The tensor does not have the shape of the model's only input.</exception>
    /// <exception cref="InvalidOperationException">The file names no classes, or fewer than there are scores.</exception>
    /// <example><code>var names = predictor.Classify(Tensor.Of(new(1, 64), pixels));</code></example>
    public ImmutableArray<string> Classify(Tensor<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!session.Strings.IsEmpty)
        {
            return [.. Text(session.Strings[0], [inputs])];
        }

        var (scores, labels) = (Predict(inputs), Labels);
        var classes = scores.Shape[^1].Size;
        return labels.Length >= classes && classes > 0
            ?
            [
                .. scores
                    .Span.ToArray()
                    .Chunk(classes)
                    .Select(row => Array.Exists(row, float.IsNaN) ? "NaN" : labels[Array.IndexOf(row, row.Max())]),
            ]
            : throw new InvalidOperationException(
                $"The file names {labels.Length} classes, and gives {classes} scores."
            );
    }

    /// <summary>All outputs for all inputs, in the order of <see cref="Inputs"/> and <see cref="Outputs"/>.</summary>
    /// <exception cref="ShapeException">A tensor does not have the shape of its input.</exception>
    public ImmutableArray<Tensor<float>> Run(params IReadOnlyList<Tensor<float>> inputs) => Run<float>(inputs);

    /// <summary>
    /// Predicts from the caller's memory into the caller's memory, without copies. For models with one float32 input and output, whose only
    /// free axis is the first.
    /// </summary>
    /// <param name="inputs">The samples, contiguous, in row-major order.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="outputs">The buffer of the output, exactly of its size.</param>
    /// <exception cref="ShapeException">A length is not the batch times the size of a sample, or the model does not qualify.</exception>
    /// <example><code>
    /// var scores = new float[batch * 10];
    /// predictor.Predict(pixels, batch, scores);
    /// </code></example>
    public void Predict(ReadOnlySpan<float> inputs, int batch, Span<float> outputs)
    {
        var from = Batch(session.Inputs, batch, inputs.Length, session.ElementOf(0));
        var to = Batch(session.Outputs, batch, outputs.Length, TensorElementType.Float);
        using var call = session.Enter();
        fixed (
            float* source = inputs,
                target = outputs
        )
        {
            using var input = TypedTensors.View((nint)source, inputs.Length, from, TensorElementType.Float);
            using var output = TypedTensors.View((nint)target, outputs.Length, to, TensorElementType.Float);
            session.Run([input], [output]);
        }
    }

    /// <summary>Wraps this predictor to gather single predictions into batches. The predictor is not disposed of with it.</summary>
    /// <param name="maxBatchSize">The maximum number of samples in a batch.</param>
    /// <param name="maxDelay">How long the first sample of a batch waits for others: 1 ms if absent, at most 24 days; with 0 a batch has
    /// only the samples that are already queued.</param>
    /// <exception cref="ShapeException">The model does not have one input and one output whose only free axis is the first.</exception>
    /// <example><code>
    /// await using var front = predictor.Batched(maxBatchSize: 64);
    /// Tensor&lt;float> scores = await front.Predict(Tensor.Of(new(64), pixels)); // [64] to [10]
    /// </code></example>
    public BatchedPredictor<float> Batched(int maxBatchSize = 32, TimeSpan? maxDelay = null) =>
        Inputs is [{ Type.Shape: { Rank: > 0 } shape }]
        && Outputs is [{ Type.Shape.Rank: > 0 }]
        && !shape[0].IsKnown
        && shape[1..].IsKnown
            ? new(Predict, shape[1..], maxBatchSize, maxDelay ?? TimeSpan.FromMilliseconds(1))
            : throw new ShapeException(
                nameof(Batched),
                $"samples cannot be gathered for {string.Join("; ", Inputs)} and {string.Join("; ", Outputs)}",
                "export the model with a free batch axis, with one input and one output"
            );

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    /// <summary>Gets the names of the string outputs.</summary>
    internal ImmutableArray<string> TextOutputs => session.Strings;

    /// <summary>The elements of a string output.</summary>
    internal string[] Text<T>(string output, IReadOnlyList<Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ShapeCheck.Check(nameof(OnnxPredictor), session.Inputs, [.. inputs.Select(input => input.Shape)]);
        return session.Text(inputs, output);
    }

    /// <summary>Gets the names of the outputs' types in the file, such as <c>Int32</c>.</summary>
    internal IEnumerable<string> OutputTypes => session.OutputTypes;

    /// <summary>The same for tensors of any number type; those of the file's own type are not copied.</summary>
    internal ImmutableArray<Tensor<T>> Run<T>(IReadOnlyList<Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ShapeCheck.Check(nameof(OnnxPredictor), session.Inputs, [.. inputs.Select(input => input.Shape)]);
        return session.Run(inputs);
    }

    /// <summary>The same for tensors by the names of inputs, among which may be inputs with a default.</summary>
    /// <exception cref="FormatException">Nothing is given for an input without one.</exception>
    internal ImmutableArray<Tensor<T>> Run<T>(IReadOnlyDictionary<string, Tensor<T>> given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T>[] inputs =
        [
            .. Inputs.Select(input =>
                given.GetValueOrDefault(input.Name) ?? throw new FormatException($"nothing is given for '{input.Name}'")
            ),
        ];
        ShapeCheck.Check(nameof(OnnxPredictor), session.Inputs, [.. inputs.Select(input => input.Shape)]);
        return session.Run(
            inputs,
            [.. session.DefaultNames.Where(given.ContainsKey).Select(name => (name, given[name]))]
        );
    }

    private static Shape Batch(ImmutableArray<OnnxValue> values, int batch, int length, TensorElementType element)
    {
        var shape = values is [{ Type.Element: ElementType.Float } only] ? only.Type.Shape : null;
        if (
            shape is not { Rank: > 0 }
            || element != TensorElementType.Float
            || !shape[1..].IsKnown
            || (shape[0].IsKnown && shape[0] != batch)
        )
        {
            throw new ShapeException(
                nameof(Predict),
                $"a batch of {batch} from memory to memory does not suit {string.Join("; ", values)}",
                "take Run, which takes tensors of any shape and type"
            );
        }

        return (long)batch * shape[1..].Size == length
            ? shape.With(0, batch)
            : throw new ShapeException(
                nameof(Predict),
                $"got {length} numbers for {batch} times {shape[1..]}",
                $"give {(long)batch * shape[1..].Size} numbers"
            );
    }
}
