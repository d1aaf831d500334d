using System.Collections.Immutable;
using FunctionalNet.Lowering;
using Onnx;

namespace FunctionalNet.Import;

/// <summary>
/// Reads a graph: inputs become variables, float initializers parameters, other initializers constants, and each node the
/// expression that it stands for, in the file's order, without recursion. Everything that is wrong is a FormatException that
/// names the place.
/// </summary>
internal sealed class GraphReader
{
    /// <summary>More axes than any tensor has; a bound on what a hostile file costs.</summary>
    public const int MostAxes = 64;

    private readonly GraphProto proto;
    private readonly bool ours;
    private readonly Dictionary<string, Expr> values = new(StringComparer.Ordinal);
    private readonly List<Expr> inputs = [];
    private readonly Dictionary<string, TensorProto> stored = new(StringComparer.Ordinal);

    private GraphReader(GraphProto proto, bool ours) => (this.proto, this.ours) = (proto, ours);

    /// <summary>The graph, and the tensor of each variable that has a value.</summary>
    /// <param name="proto">The graph in the file.</param>
    /// <param name="ours">Whether this library wrote it, and marked what is a constant.</param>
    /// <exception cref="FormatException">The graph is broken, or uses what is not supported.</exception>
    public static (Graph Graph, IReadOnlyDictionary<string, TensorProto> Values) Read(GraphProto proto, bool ours)
    {
        var reader = new GraphReader(proto, ours);
        if (proto.SparseInitializer.Count > 0)
        {
            throw new FormatException("the graph has sparse initializers, which are not supported");
        }

        reader.Variables();
        foreach (var node in proto.Node)
        {
            reader.Node(node);
        }

        return (new Graph(reader.inputs, reader.Outputs()), reader.stored);
    }

    private void Variables()
    {
        // Before version 4 of the format, every initializer was an input too.
        var initialized = proto.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in proto.Input)
        {
            if (!declared.Add(input.Name))
            {
                throw new FormatException($"two inputs have the name '{input.Name}'");
            }

            if (!initialized.Contains(input.Name))
            {
                var type = At($"input '{input.Name}'", () => Type(input));
                Declare(new(Kinds.Of(input.MetadataProps, VariableKind.Input), input.Name, type));
            }
        }

        foreach (var tensor in proto.Initializer)
        {
            At($"initializer '{tensor.Name}'", () => Initializer(tensor));
        }
    }

    private bool Initializer(TensorProto tensor)
    {
        var type = TensorReader.Check(tensor);
        if (Kinds.IsConstant(tensor.MetadataProps) || (!ours && type.Element != ElementType.Float))
        {
            return Give(tensor.Name, new Expr(TensorReader.ReadConstant(tensor)));
        }

        stored[tensor.Name] = tensor;
        return Declare(
            new(
                Kinds.Of(tensor.MetadataProps, VariableKind.Parameter),
                tensor.Name,
                type,
                new StoredInitializer(tensor)
            )
        );
    }

    private void Node(NodeProto node) =>
        At(
            $"node '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault())}' ({node.OpType})",
            () =>
            {
                if (node.Domain is not ("" or "ai.onnx"))
                {
                    throw new FormatException($"the operator set '{node.Domain}' is not supported");
                }

                var read =
                    Lowerings.Named(node.OpType)
                    ?? throw new FormatException("the operator is unknown or not supported");
                var results = read(NodeReader.Read(node, [.. node.Input.Select(Input)]));
                if (node.Output.Count == 0 || node.Output.Count > results.Count)
                {
                    throw new FormatException($"it has {node.Output.Count} outputs, but gives {results.Count}");
                }

                foreach (var (name, result) in node.Output.Zip(results))
                {
                    if (result.Shape.Rank > MostAxes)
                    {
                        throw new FormatException(
                            $"its value has {result.Shape.Rank} axes; at most {MostAxes} are supported"
                        );
                    }

                    // An output without a name is not wanted.
                    if (name.Length > 0)
                    {
                        Give(name, result);
                    }
                }

                return true;
            }
        );

    private Expr? Input(string name) =>
        name.Length == 0 ? null
        : values.TryGetValue(name, out var value) ? value
        : proto.Node.Any(other => other.Output.Contains(name))
            ? throw new FormatException(
                $"its input '{name}' comes from a later node: the graph is cyclic or not in order"
            )
        : throw new FormatException($"nothing gives its input '{name}'");

    private List<Expr> Outputs()
    {
        var outputs = new List<Expr>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in proto.Output)
        {
            At(
                $"output '{output.Name}'",
                () =>
                {
                    var value = values.GetValueOrDefault(output.Name) ?? throw new FormatException("nothing gives it");
                    if (!names.Add(output.Name))
                    {
                        throw new FormatException("it stands twice");
                    }

                    // A file may leave the type of an output out; one that is there must be right.
                    if (output.Type is not null && Type(output) is var type && !Agree(type, value.Type))
                    {
                        throw new FormatException($"it is declared as {type}, but is {value.Type}");
                    }

                    outputs.Add(value);
                    return true;
                }
            );
        }

        return outputs.Count > 0 ? outputs : throw new FormatException("the graph has no outputs");
    }

    // Names of free axes are the file's, and may differ from those that follow from the graph.
    private static bool Agree(TensorType declared, TensorType actual) =>
        declared.Element == actual.Element
        && declared.Shape.Rank == actual.Shape.Rank
        && Enumerable.Range(0, declared.Shape.Rank).All(axis => Agree(declared.Shape[axis], actual.Shape[axis]));

    private static bool Agree(Dim declared, Dim actual) => !declared.IsKnown || !actual.IsKnown || declared == actual;

    private static TensorType Type(ValueInfoProto info)
    {
        if (info.Type?.TensorType is not { Shape: { } shape } tensor)
        {
            throw new FormatException("it is no tensor with a shape");
        }

        if (shape.Dim.Count > MostAxes)
        {
            throw new FormatException($"it has {shape.Dim.Count} axes; at most {MostAxes} are supported");
        }

        Dim[] dims =
        [
            .. shape.Dim.Select(
                (dim, axis) =>
                    dim.ValueCase switch
                    {
                        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => dim.DimValue
                            is >= 0
                                and <= int.MaxValue
                            ? (Dim)(int)dim.DimValue
                            : throw new FormatException($"its axis {axis} has the size {dim.DimValue}"),
                        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam
                            when !string.IsNullOrWhiteSpace(dim.DimParam) => Dim.Named(dim.DimParam),
                        _ => Dim.Named($"{info.Name}.{axis}"),
                    }
            ),
        ];
        return new TensorType(new Shape(dims), TensorReader.Element(tensor.ElemType));
    }

    private bool Declare(Variable variable)
    {
        var expr = new Expr(variable);
        Give(variable.Path, expr);
        inputs.Add(expr);
        return true;
    }

    private bool Give(string name, Expr value) =>
        name.Length == 0 ? throw new FormatException("it has no name")
        : values.TryAdd(name, value) ? true
        : throw new FormatException($"two values have the name '{name}'");

    // The operators say what is wrong in their own exceptions; here each gets its place in the file.
    private static T At<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error)
            when (error
                    is FormatException
                        or InvalidOperationException
                        or ArgumentException
                        or ArithmeticException
                        or IndexOutOfRangeException
            )
        {
            throw new FormatException($"{place}: {error.Message}", error);
        }
    }
}
