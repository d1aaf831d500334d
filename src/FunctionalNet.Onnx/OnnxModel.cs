using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Import;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;
using Opsets = FunctionalNet.Export.Opsets;

namespace FunctionalNet;

/// <summary>
/// An ONNX file as a graph of this library: it can be evaluated, differentiated, and as a layer trained further and exported again.
/// </summary>
/// <remarks>
/// Integers of 8, 16 and 32 bits wrap around as in the file; where they exceed 2²⁴, a plan in float32 throws an
/// <see cref="OverflowException"/>, and one in double beyond 2⁵³. Values of float16 and bfloat16 are computed in the number type of the
/// plan, and rounded where the file casts to them and at outputs, as in ONNX Runtime on a CPU.
/// </remarks>
/// <example><code>
/// OnnxModel file = OnnxModel.Load("digits.onnx").OrThrow();
/// Layer digits = file.ToLayer().OrThrow();
/// var training = Training.Of(digits, SoftmaxCrossEntropy(), Sgd(0.01));
/// var tuned = training.Fold(training.Init(1, new(64)), batches); // starts with the file's values
/// </code></example>
public sealed partial class OnnxModel
{
    /// <summary>The code of errors for files that are valid, but use an unsupported operator, form of one, or type.</summary>
    public const int UnsupportedCode = 1;

    private const int OldestOpset = 1;
    private const int NewestFormat = 13;

    private readonly IReadOnlyDictionary<string, TensorProto> values;
    private readonly ModelProto file;
    private readonly ImportOptions options;

    private OnnxModel(ModelProto model, string name, ImportOptions options, ReadGraph read)
    {
        (file, this.options) = (model, options);
        (Name, Graph, values, Roles) = (name, read.Graph, read.Values, read.Roles);
        Shapes = read.Shapes;
        OutputTypes = [.. read.Outputs.Select(type => Cases.TypedTensor.NameOf((int)type))];
        Opset = (int)Version(model.OpsetImport);
        Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        Description = model.DocString;
        ModelVersion = model.ModelVersion;
        Metadata = model
            .MetadataProps.GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(
                entries => entries.Key,
                entries => entries.Last().Value,
                StringComparer.Ordinal
            );
    }

    /// <summary>Gets the name of the file.</summary>
    public string Name { get; }

    /// <summary>The name of the file, and the inputs, parameters and outputs of its graph.</summary>
    public override string ToString() => $"{Name}: {Graph}";

    /// <summary>Gets the graph: inputs of the file first, then the variables that have a value.</summary>
    public Graph Graph { get; }

    /// <summary>Gets the role of each stored tensor, by name: trainable, kept unchanged, or part of a formula.</summary>
    /// <remarks>
    /// Files of this library store the roles. In other files a tensor of floating-point numbers is trainable if a framework would train it:
    /// as a weight or bias of an operator (Conv, Gemm, MatMul, recurrent ones, normalizations, PRelu), as the table of a Gather, and as a
    /// scale or bias [n] that is multiplied with or added to a product, an embedding or a normalization; also transposed, reshaped, cast,
    /// dequantized, shared, in subgraphs and functions. A table that is added to each sample, such as of positions, is trainable unless its
    /// values are waves, ramps, or a mask. Scalars, exponents, bounds, running statistics, quantization scales and integers are not.
    /// <see cref="ImportOptions.Train"/> makes others trainable.
    /// </remarks>
    public ImmutableSortedDictionary<string, StoredRole> Roles { get; }

    /// <summary>Gets the version of ONNX's operator set.</summary>
    public int Opset { get; }

    /// <summary>Gets the producer of the file, with its version.</summary>
    public string Producer { get; }

    /// <summary>Gets the human-readable description.</summary>
    public string Description { get; }

    /// <summary>Gets the version of the model.</summary>
    public long ModelVersion { get; }

    /// <summary>Gets the metadata entries.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Gets the names of the classes in order; empty if the file does not name them.</summary>
    public ImmutableArray<string> Labels => OnnxMetadata.Labels(Metadata);

    /// <summary>Gets the shapes of the values that have a name in the file.</summary>
    internal IReadOnlyDictionary<string, Shape> Shapes { get; }

    /// <summary>Gets the names of the outputs' types in the file, such as <c>Int32</c>.</summary>
    internal ImmutableArray<string> OutputTypes { get; }

    /// <summary>Reads a file. An error names the node and the problem.</summary>
    /// <param name="path">The file. Its external data must be in its folder.</param>
    /// <param name="options">Options for the inputs; none if absent.</param>
    /// <returns>The model, or an error; it has the code <see cref="UnsupportedCode"/> if the file is valid but uses an unsupported
    /// feature.</returns>
    public static Either<Error, OnnxModel> Load(string path, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Parse(RegularFile.ReadAllBytes(path), path, options, Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Error.New($"{path}: {error.Message}");
        }
    }

    /// <summary>Reads the bytes of a file. An error names the node and the problem.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">The name in errors.</param>
    /// <param name="options">Options for the inputs; none if absent.</param>
    /// <inheritdoc cref="Load(string, ImportOptions?)" path="/returns"/>
    public static Either<Error, OnnxModel> Parse(byte[] file, string name = "model", ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Parse(file, name, options, folder: null);
    }

    /// <summary>The values of parameters and slots by name.</summary>
    /// <typeparam name="T">The number type of the result, whatever the file has.</typeparam>
    public ImmutableSortedDictionary<string, Tensor<T>> Values<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        values.ToImmutableSortedDictionary(
            value => value.Key,
            value => TensorReader.Read<T>(value.Value),
            StringComparer.Ordinal
        );

    /// <summary>
    /// The version of ONNX's operator set among the operator sets of a file; as in ONNX Runtime, the newest if only others are named.
    /// </summary>
    internal static long Version(IReadOnlyCollection<OperatorSetIdProto> sets) =>
        sets.Where(set => set.Domain is "" or "ai.onnx")
            .Select(set => set.Version)
            .DefaultIfEmpty(sets.Count > 0 ? Opsets.Newest : 0)
            .First();

    private static Either<Error, OnnxModel> Parse(byte[] file, string name, ImportOptions? options, string? folder) =>
        Read(
            name,
            () =>
            {
                var model = NotOnnx.Parse(file);
                Check(model);
                ExternalData.Load(model.Graph, folder);
                return model;
            },
            options ?? new()
        );

    private static Either<Error, OnnxModel> Read(string name, Func<ModelProto> load, ImportOptions options)
    {
        try
        {
            var model = load();
            var ours = model.ProducerName == OnnxExport.Producer;
            return new OnnxModel(model, name, options, GraphReader.Read(model, ours, options));
        }
        catch (UnsupportedException error)
        {
            return Error.New(UnsupportedCode, $"{name}: {error.Message}");
        }
        catch (FormatException error)
        {
            return Error.New($"{name}: {error.Message}");
        }
    }

    private static void Check(ModelProto model)
    {
        if (model.Graph is null)
        {
            throw new FormatException("it holds no graph");
        }

        foreach (var sets in model.Functions.Select(function => function.OpsetImport).Prepend(model.OpsetImport))
        {
            if (
                sets.GroupBy(set => set.Domain is "ai.onnx" ? string.Empty : set.Domain, StringComparer.Ordinal)
                    .FirstOrDefault(same => same.Select(set => set.Version).Distinct().Count() > 1) is
                { } several
            )
            {
                throw new FormatException(
                    $"it names the operator set '{(several.Key.Length == 0 ? "ai.onnx" : several.Key)}' in several versions: {string.Join(", ", several.Select(set => set.Version))}"
                );
            }
        }

        if (Unread(model) is { } version)
        {
            throw version;
        }
    }

    /// <summary>Why the version of a file's format or operators is not supported; null if it is.</summary>
    internal static UnsupportedException? Unread(ModelProto model) =>
        model.IrVersion > NewestFormat
            ? new(
                $"format {model.IrVersion}",
                $"it is written in version {model.IrVersion} of ONNX's file format; up to {NewestFormat} are supported"
            )
        : Version(model.OpsetImport) is var version and not (>= OldestOpset and <= Opsets.Newest)
            ? new(
                $"opset {version}",
                $"it is written in the operator set {version}; {OldestOpset} to {Opsets.Newest} are supported"
            )
        : null;
}
