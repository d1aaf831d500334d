using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Import;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <summary>
/// An ONNX file as a graph of this library: it evaluates, differentiates, and as a layer trains on and is exported again.
/// </summary>
/// <example><code>
/// OnnxModel file = OnnxModel.Load("digits.onnx").OrThrow();
/// Layer digits = file.ToLayer().OrThrow();
/// var training = Training.Of(digits, SoftmaxCrossEntropy(), Sgd(0.01));
/// var tuned = batches.Fold(training.Init(1, new(64)), training.Step); // starts with the file's values
/// </code></example>
public sealed class OnnxModel
{
    private const int OldestOpset = 13;

    private readonly IReadOnlyDictionary<string, TensorProto> values;

    private OnnxModel(ModelProto model, string name, Graph graph, IReadOnlyDictionary<string, TensorProto> values)
    {
        (Name, Graph, this.values) = (name, graph, values);
        Opset = (int)Version(model);
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

    /// <summary>Gets the graph: inputs of the file first, then the variables that have a value.</summary>
    public Graph Graph { get; }

    /// <summary>Gets the version of ONNX's operator set.</summary>
    public int Opset { get; }

    /// <summary>Gets who wrote the file, with the version.</summary>
    public string Producer { get; }

    /// <summary>Gets the description for people.</summary>
    public string Description { get; }

    /// <summary>Gets the version of the model.</summary>
    public long ModelVersion { get; }

    /// <summary>Gets the metadata entries.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Gets the names of the classes in order; empty where the file does not name them.</summary>
    public ImmutableArray<string> Labels => OnnxMetadata.Labels(Metadata);

    /// <summary>Reads a file. The error names the node and what is wrong with it.</summary>
    public static Either<Error, OnnxModel> Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Error.New($"{path}: {error.Message}");
        }
    }

    /// <summary>Reads the bytes of a file. The error names the node and what is wrong with it.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">What errors call it.</param>
    public static Either<Error, OnnxModel> Parse(byte[] file, string name = "model")
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var model = ModelProto.Parser.ParseFrom(file);
            if (model.Graph is null)
            {
                throw new FormatException("it holds no graph");
            }

            if (Version(model) is var version and not (>= OldestOpset and <= OnnxExport.Opset))
            {
                throw new FormatException(
                    $"it is written in the operator set {version}; {OldestOpset} to {OnnxExport.Opset} are supported"
                );
            }

            var (graph, values) = GraphReader.Read(model.Graph, model.ProducerName == OnnxExport.Producer);
            return new OnnxModel(model, name, graph, values);
        }
        catch (Exception error) when (error is FormatException or InvalidProtocolBufferException)
        {
            return Error.New($"{name}: {error.Message}");
        }
    }

    /// <summary>The values of parameters and slots by name.</summary>
    /// <typeparam name="T">The number type to have them in, whatever the file has.</typeparam>
    public ImmutableSortedDictionary<string, Tensor<T>> Values<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        values.ToImmutableSortedDictionary(
            value => value.Key,
            value => TensorReader.Read<T>(value.Value),
            StringComparer.Ordinal
        );

    /// <summary>
    /// The file as a layer, whose parameters start with the file's values. An error where the graph has not one input and one
    /// output.
    /// </summary>
    public Either<Error, Layer> ToLayer() =>
        Graph.Inputs.Count(input => !values.ContainsKey(input.Variable!.Path)) == 1
        && Graph.Inputs.Count(input => input.Variable!.Kind == VariableKind.Input) == 1
        && Graph.Outputs.Length == 1
            ? new ImportedLayer(Name, Graph)
            : Error.New($"{Name}: a layer has one input and one output; this graph has {Describe()}");

    /// <summary>The file as a model: [batch, ...] to its output.</summary>
    /// <typeparam name="T">The number type.</typeparam>
    public Either<Error, Model<T>> ToModel<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ToLayer().Bind(ModelOf<T>);

    private static long Version(ModelProto model) =>
        model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version).FirstOrDefault();

    private string Describe() =>
        $"{Graph.Inputs.Count(input => !values.ContainsKey(input.Variable!.Path))} inputs without a value and {Graph.Outputs.Length} outputs";

    private Either<Error, Model<T>> ModelOf<T>(Layer layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Graph.Inputs[0].Shape is { Rank: > 0 } shape && shape[1..].IsKnown
            ? new Model<T>(layer, shape[1..], Values<T>())
            {
                Recipe = Metadata.GetValueOrDefault(OnnxMetadata.RecipeKey, string.Empty),
            }
            : Error.New(
                $"{Name}: a model takes [batch, ...] with known axes; this graph takes {Graph.Inputs[0].Shape}"
            );
}
