using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Collections;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <summary>A human-readable summary of any ONNX file, with any operators.</summary>
/// <example><code>
/// var summary = OnnxSummary.Load("digits.onnx").OrThrow();
/// Console.WriteLine($"{summary.Nodes.Length} nodes, {summary.Parameters.Sum(p => p.Count)} parameters");
/// </code></example>
public sealed record OnnxSummary
{
    private OnnxSummary(ModelProto model, Either<Error, OnnxModel> read)
    {
        Problem = read.Match(Right: _ => Option<Error>.None, Left: error => error);
        var roles = read.Match(Right: file => file.Roles, Left: _ => Learning.Roles.AsWritten(model));
        IrVersion = model.IrVersion;
        Opsets = [.. model.OpsetImport.Select(set => (set.Domain.Length == 0 ? "ai.onnx" : set.Domain, set.Version))];
        (Producer, ProducerVersion) = (model.ProducerName, model.ProducerVersion);
        (ModelVersion, Description) = (model.ModelVersion, model.DocString);
        Metadata = [.. model.MetadataProps.Select(entry => (entry.Key, entry.Value))];
        var graph = model.Graph ?? new GraphProto();
        Defaults = [.. Rewriting.DefaultInputs.Of(model).Keys];
        var parameters = graph.Initializer.Select(value => value.Name).ToHashSet(StringComparer.Ordinal);
        Shapes = read.Match(
            Right: file => file.Shapes,
            Left: _ => (IReadOnlyDictionary<string, Shape>)ImmutableDictionary<string, Shape>.Empty
        );
        var shapes = graph
            .Input.Concat(graph.ValueInfo.Select(Inferred))
            .Concat(graph.Output)
            .GroupBy(value => value.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Describe(group.First().Type), StringComparer.Ordinal);
        Attributes = [.. graph.Node.Select(node => AttributeTexts.Of(node.Attribute))];
        Inputs =
        [
            .. Values(graph.Input).Where(value => !parameters.Contains(value.Name) || Defaults.Contains(value.Name)),
        ];
        Outputs = [.. Values(graph.Output)];
        InputShapes =
        [
            .. graph
                .Input.Where(value => !parameters.Contains(value.Name))
                .Select(value => (value.Name, Axes(value.Name, value.Type?.TensorType?.Shape))),
        ];
        Parameters =
        [
            .. graph.Initializer.Select(value =>
                (
                    value.Name,
                    $"{Element(value.DataType)} [{string.Join(", ", value.Dims)}]",
                    value.Dims.Aggregate(1L, (product, size) => product * size),
                    roles.GetValueOrDefault(value.Name)
                )
            ),
        ];
        Nodes =
        [
            .. graph.Node.Select(node =>
                (
                    node.Name,
                    node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}",
                    node.Input.ToImmutableArray(),
                    node.Output.ToImmutableArray(),
                    string.Join("; ", node.Output.Select(output => shapes.GetValueOrDefault(output, "?")))
                )
            ),
        ];
    }

    /// <summary>Gets the version of the file format.</summary>
    public long IrVersion { get; }

    /// <summary>Gets the operator sets with their versions.</summary>
    public ImmutableArray<(string Domain, long Version)> Opsets { get; }

    /// <summary>Gets the name of the producer.</summary>
    public string Producer { get; }

    /// <summary>Gets its version.</summary>
    public string ProducerVersion { get; }

    /// <summary>Gets the version of the model.</summary>
    public long ModelVersion { get; }

    /// <summary>Gets the human-readable description.</summary>
    public string Description { get; }

    /// <summary>Gets the metadata entries in the order of the file.</summary>
    public ImmutableArray<(string Key, string Value)> Metadata { get; }

    /// <summary>Gets the inputs, each with its type such as <c>float [batch, 64]</c>.</summary>
    public ImmutableArray<(string Name, string Type)> Inputs { get; }

    /// <summary>
    /// Gets the names of the inputs that have a default, which is among the <see cref="Parameters"/>: they need not be given.
    /// </summary>
    public ImmutableHashSet<string> Defaults { get; }

    /// <summary>Gets the shapes of all values that have a name in the file, as far as it can be read.</summary>
    internal IReadOnlyDictionary<string, Shape> Shapes { get; }

    /// <summary>Gets the attributes of each node, as <c>kernel_shape=[3, 3], group=1</c>.</summary>
    internal ImmutableArray<string> Attributes { get; }

    /// <summary>Gets the shapes of the inputs without a default, with the names of free axes; null if the file does not declare them.</summary>
    internal ImmutableArray<(string Name, Shape? Shape)> InputShapes { get; }

    /// <summary>Gets the outputs, each with its type.</summary>
    public ImmutableArray<(string Name, string Type)> Outputs { get; }

    /// <summary>
    /// Gets the initializers, each with its type, number of elements, and whether it is trainable in a fit; see
    /// <see cref="OnnxModel.Roles"/>.
    /// </summary>
    public ImmutableArray<(string Name, string Type, long Count, StoredRole Role)> Parameters { get; }

    /// <summary>Gets the nodes in the order of the file; the type is that of the outputs, <c>?</c> if unknown.</summary>
    public ImmutableArray<(
        string Name,
        string Operator,
        ImmutableArray<string> Inputs,
        ImmutableArray<string> Outputs,
        string Type
    )> Nodes { get; }

    /// <summary>
    /// Gets why this library cannot read the file; none if it can. The code is <see cref="OnnxModel.UnsupportedCode"/> if the file is
    /// valid, but uses an unsupported feature.
    /// </summary>
    public Option<Error> Problem { get; }

    /// <summary>
    /// Summarizes a file. For a damaged one, the summary covers what precedes the damage, and <see cref="Problem"/> describes it.
    /// </summary>
    /// <returns>The summary, or an error if the file cannot be opened.</returns>
    /// <param name="path">The file.</param>
    /// <param name="options">Options for the inputs, and additional trainable tensors; none if absent.</param>
    public static Either<Error, OnnxSummary> Load(string path, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var (file, model) = (RegularFile.ReadAllBytes(path), new ModelProto());
            return new OnnxSummary(
                model,
                Broken(file, model, path).Match(Some: error => error, None: () => OnnxModel.Load(path, options))
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    // The part before the damage is in the message already.
    private static Option<Error> Broken(byte[] file, ModelProto model, string path)
    {
        try
        {
            model.MergeFrom(file);
            return file.Length == 0 ? Error.New($"{path} is empty") : Option<Error>.None;
        }
        catch (InvalidProtocolBufferException error)
        {
            return Error.New(NotOnnx.Say(path, file, error));
        }
    }

    private static IEnumerable<(string Name, string Type)> Values(RepeatedField<ValueInfoProto> values) =>
        values.Select(value => (value.Name, Describe(value.Type)));

    // A declaration that is wrong gives way to what the operators give.
    private ValueInfoProto Inferred(ValueInfoProto declared)
    {
        if (
            declared.Type?.TensorType is not { } tensor
            || !Shapes.TryGetValue(declared.Name, out var shape)
            || Axes(declared.Name, tensor.Shape) is not { } axes
            || Import.Declaration.Agree(axes, shape)
        )
        {
            return declared;
        }

        var right = new ValueInfoProto(declared);
        right.Type.TensorType.Shape = new TensorShapeProto
        {
            Dim =
            {
                shape.Select(dim =>
                    dim.IsKnown
                        ? new TensorShapeProto.Types.Dimension { DimValue = dim.Size }
                        : new TensorShapeProto.Types.Dimension { DimParam = $"{dim}" }
                ),
            },
        };
        return right;
    }

    private static Shape? Axes(string name, TensorShapeProto? shape)
    {
        try
        {
            return shape is null ? null : Import.Declaration.Axes(name, shape);
        }
        catch (FormatException)
        {
            // The reader of the file reports the error.
            return null;
        }
    }

    private static string Describe(TypeProto? type) =>
        type?.TensorType is { } tensor
            ? $"{Element(tensor.ElemType)} [{string.Join(", ", tensor.Shape?.Dim.Select(Size) ?? ["..."])}]"
            : $"{type?.ValueCase}";

    private static string Size(TensorShapeProto.Types.Dimension size) =>
        size.ValueCase switch
        {
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => $"{size.DimValue}",
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => size.DimParam,
            _ => "?",
        };

    private static string Element(int type) => Cases.TypedTensor.NameOf(type).ToLowerInvariant();
}
