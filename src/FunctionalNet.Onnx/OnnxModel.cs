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
    /// The file as a layer, whose parameters start with the file's values. An error if the graph does not have one input and one output.
    /// </summary>
    public Either<Error, Layer> ToLayer() =>
        Graph.Inputs.Count(input => !values.ContainsKey(input.Variable!.Path)) == 1
        && Graph.Inputs.Count(input => input.Variable!.Kind == VariableKind.Input) == 1
        && Graph.Outputs.Length == 1
            ? new ImportedLayer(Name, Graph)
            : Error.New(
                $"{Name}: a layer has one input and one output; this graph has {Describe()}; join inputs into one as its columns, or take ToNamedLayer of the library, for several"
            );

    /// <summary>The file as a layer with several inputs and outputs, which are named in files and concatenated in training.</summary>
    /// <param name="samples">The shapes of one sample of inputs, without the batch axis, if the file has other free axes, such as the
    /// number of tokens.</param>
    /// <returns>The layer, or an error: an axis has no size, or an input or output has no leading batch axis.</returns>
    /// <example><code>NamedLayer encoder = OnnxModel.Load("encoder.onnx").OrThrow().ToNamedLayer(("input_ids", new(32)), ("attention_mask", new(32))).OrThrow();</code></example>
    public Either<Error, NamedLayer> ToNamedLayer(params (string Name, Shape Sample)[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Expr[] inputs = [.. Graph.Inputs.Where(input => input.Variable!.Kind == VariableKind.Input)];
        var open = new List<(string Name, TensorType Sample)>();
        foreach (var input in inputs)
        {
            var (path, shape) = (input.Variable!.Path, input.Shape);
            var given = samples.Where(sample => sample.Name == path).Select(sample => sample.Sample).FirstOrDefault();
            var own = shape.Rank == 0 ? null : given ?? shape[1..];
            if (
                own is not { IsKnown: true }
                || shape[0].IsKnown
                || own.Rank != shape.Rank - 1
                || own.Zip(shape[1..]).Any(axis => axis.Item2.IsKnown && axis.Item1 != axis.Item2)
            )
            {
                return Error.New(
                    $"{Name}: the input {path} is {shape}{(given is null ? string.Empty : $", and samples of it cannot be {given}")}: give the shape of a sample, behind a free batch axis"
                );
            }

            open.Add((path, new(own, input.Type.Element)));
        }

        if (samples.FirstOrDefault(sample => open.All(input => input.Name != sample.Name)) is { Name: { } unknown })
        {
            return Error.New(
                $"{Name}: there is no input {unknown}; there are {string.Join(", ", open.Select(input => input.Name))}"
            );
        }

        try
        {
            // Two samples, to distinguish the batch axis from an axis of size 1.
            var two = inputs
                .Zip(open)
                .ToDictionary(
                    one => one.Item1,
                    one =>
                        Expr.Input(
                            one.Item2.Name,
                            new Shape(2).Append(one.Item2.Sample.Shape),
                            one.Item2.Sample.Element
                        )
                );
            var outputs = Expr.Rewrite(Graph.Outputs, (expr, _) => two.GetValueOrDefault(expr));
            var other = outputs
                .Index()
                .FirstOrDefault(one => one.Item.Shape.Rank == 0 || one.Item.Shape[0] != 2, (-1, null!));
            return other.Index >= 0
                ? Error.New(
                    $"{Name}: the output {file.Graph.Output[other.Index].Name} is {other.Item.Shape} for two samples, without a batch axis in front"
                )
                : new NamedLayer(
                    Name,
                    Graph,
                    [.. open],
                    [
                        .. file.Graph.Output.Zip(
                            outputs,
                            (output, expr) => (output.Name, new TensorType(expr.Shape[1..], expr.Type.Element))
                        ),
                    ]
                );
        }
        catch (ShapeException error)
        {
            return Error.New($"{Name}: the graph does not hold for a batch of two: {error.Message}");
        }
    }

    /// <summary>The file as a model: [batch, ...] to its output.</summary>
    /// <typeparam name="T">The number type.</typeparam>
    public Either<Error, Model<T>> ToModel<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ToLayer().Bind(ModelOf<T>);

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

    private string Describe() =>
        $"{Graph.Inputs.Count(input => !values.ContainsKey(input.Variable!.Path))} inputs without a value and {Graph.Outputs.Length} outputs";

    private Either<Error, Model<T>> ModelOf<T>(Layer layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Graph.Inputs[0].Shape is not { Rank: > 0 } shape || shape[0].IsKnown || !shape[1..].IsKnown)
        {
            return Error.New(
                $"{Name}: a model takes [batch, ...] with a free batch axis and known others; this graph takes {Graph.Inputs[0].Shape}"
            );
        }

        try
        {
            return new Model<T>(layer, shape[1..], Values<T>())
            {
                Recipe = Metadata.GetValueOrDefault(OnnxMetadata.RecipeKey, string.Empty),
            };
        }
        catch (ShapeException error)
        {
            return Error.New($"{Name}: the graph does not hold for a batch of one: {error.Message}");
        }
    }
}
