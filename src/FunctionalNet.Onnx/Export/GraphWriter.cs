using System.Numerics;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>
/// Writes a graph: variables without a value become inputs, those with one become initializers, both named by their paths; each expression
/// becomes one node, in topological order. The same graph gives the same bytes.
/// </summary>
internal sealed class GraphWriter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // ONNX: Cast.
    private const int FirstWithBFloat16 = 13;

    private readonly Graph graph;
    private readonly Dictionary<Expr, string> origins;
    private readonly IReadOnlyDictionary<string, Tensor<T>> values;
    private readonly ExportOptions options;
    private readonly LocalFunctions<T> functions;
    private readonly GraphProto proto = new() { Name = "FunctionalNet" };
    private readonly Names valueNames = new();
    private readonly Names nodeNames = new();
    private readonly Dictionary<Expr, string> names = [];
    private readonly Dictionary<Op, string> constants = [];

    private GraphWriter(
        Graph graph,
        Dictionary<Expr, string> origins,
        IReadOnlyDictionary<string, Tensor<T>> values,
        ExportOptions options,
        LocalFunctions<T> functions
    ) =>
        (this.graph, this.origins, this.values, this.options, this.functions) = (
            graph,
            origins,
            values,
            options,
            functions
        );

    private Precision Precision => options.Precision;

    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="origins">The path of the layer that created each expression, if any.</param>
    /// <param name="values">The values of variables by path; the others are inputs.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="options">The number type and the opset of the file.</param>
    /// <param name="functions">Collects the local functions of the model.</param>
    /// <exception cref="ArgumentException">A name is used twice, or a value does not have the shape of its variable.</exception>
    /// <exception cref="InvalidOperationException">An operator cannot be exported.</exception>
    public static GraphProto Write(
        Graph graph,
        IReadOnlyDictionary<Expr, string> origins,
        IReadOnlyDictionary<string, Tensor<T>> values,
        IReadOnlyList<string> outputs,
        ExportOptions options,
        LocalFunctions<T> functions
    )
    {
        foreach (var expr in graph.Inputs)
        {
            if (values.TryGetValue(expr.Variable!.Path, out var value) && value.Shape != expr.Shape)
            {
                throw new ArgumentException(
                    $"{expr.Variable} of shape {expr.Shape} has a value of shape {value.Shape}.",
                    nameof(values)
                );
            }
        }

        var (plain, paths) = Inlining.Of(graph, origins, options);
        var writer = new GraphWriter<T>(plain, paths, values, options, functions);
        writer.Reserve(outputs);
        writer.Variables();
        writer.Outputs(outputs);
        writer.Nodes();
        writer.CopiedOutputs(outputs);
        return writer.proto;
    }

    // Given names are reserved before any is generated. An output that is a stored variable may have the variable's name.
    private void Reserve(IReadOnlyList<string> outputs)
    {
        foreach (var expr in graph.Inputs)
        {
            Take(expr.Variable!.Path);
        }

        var shared = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (!IsAsStored(graph.Outputs[i], outputs[i]) || !shared.Add(outputs[i]))
            {
                Take(outputs[i]);
            }
        }
    }

    private bool IsAsStored(Expr expr, string name) =>
        expr.Variable?.Path == name
        && (
            !values.ContainsKey(name)
            || Tensors.Stored(expr.Type.Element, PrecisionOf(expr.Variable))
                == Tensors.Code(expr.Type.Element, Precision)
        );

    // A frozen weight that is held in 16 bits is stored in them, where the opset casts them.
    private Precision PrecisionOf(Variable variable) =>
        (Precision, variable.Storage) switch
        {
            (Precision.Float32, WeightFormat.Float16) => Precision.Float16,
            (Precision.Float32, WeightFormat.BFloat16) when options.Opset >= FirstWithBFloat16 => Precision.BFloat16,
            _ => Precision,
        };

    private void Variables()
    {
        foreach (var expr in graph.Inputs)
        {
            var variable = expr.Variable!;
            names[expr] = variable.Path;
            if (!values.TryGetValue(variable.Path, out var value))
            {
                var info = Tensors.Info(variable.Path, expr.Type, Precision);
                Kinds.Mark(info.MetadataProps, variable.Kind, VariableKind.Input);
                proto.Input.Add(info);
                continue;
            }

            var tensor = Tensors.Weight(variable.Path, expr.Type, value.Span, PrecisionOf(variable));
            Kinds.Mark(tensor.MetadataProps, variable.Kind, VariableKind.Parameter);
            proto.Initializer.Add(tensor);
            if (tensor.DataType != (int)Tensors.Code(expr.Type.Element, Precision))
            {
                names[expr] = valueNames.Unique($"{variable.Path}/float32");
                var cast = new OnnxNode("Cast", []).With("to", expr.Type.Element);
                Add(nodeNames.Unique(names[expr]), cast, [variable.Path], names[expr], "Cast");
            }
        }
    }

    private void Outputs(IReadOnlyList<string> wanted)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            proto.Output.Add(Tensors.Info(wanted[i], graph.Outputs[i].Type, Precision));
            if (IsNode(graph.Outputs[i]))
            {
                names.TryAdd(graph.Outputs[i], wanted[i]);
            }
        }
    }

    private void Nodes()
    {
        foreach (var expr in Expr.Sort(graph.Outputs).Where(IsNode))
        {
            var path = origins.GetValueOrDefault(expr, string.Empty);
            var node =
                Inlining.Node(expr, path, options.Opset)
                ?? new OnnxNode($"{LocalFunctions<T>.Domain}.{functions.Of(expr)}", [.. expr.Inputs]);
            var inputs = node.Inputs.Select(input => input is null ? string.Empty : Name(input, path)).ToList();
            var name = nodeNames.Unique(path.Length == 0 ? node.Operator : $"{path}/{node.Operator}");
            if (!names.TryGetValue(expr, out var output))
            {
                output = names[expr] = valueNames.Unique(name);
                proto.ValueInfo.Add(Tensors.Info(output, expr.Type, Precision));
            }

            var (called, description) = (name, expr.Op.ToString());
            for (; node.Then is { } then; node = then)
            {
                var between = valueNames.Unique(name);
                Add(called, node, inputs, between, description);
                (called, inputs, description) = (nodeNames.Unique(name), [between], then.Operator);
            }

            Add(called, node, inputs, output, description);
        }
    }

    // An output that is a variable, a constant or another output needs an Identity node, since a value has one name.
    private void CopiedOutputs(IReadOnlyList<string> wanted)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            var source = Name(graph.Outputs[i], string.Empty);
            if (source != wanted[i])
            {
                Add(nodeNames.Unique("Identity"), new OnnxNode("Identity", []), [source], wanted[i], "Identity");
            }
        }
    }

    private static bool IsNode(Expr expr) => expr.Op is not (Variable or Constant);

    private void Add(string name, OnnxNode node, IReadOnlyList<string> inputs, string output, string description)
    {
        var written = new NodeProto { Name = name, OpType = node.Operator };
        if (node.Operator.StartsWith($"{LocalFunctions<T>.Domain}.", StringComparison.Ordinal))
        {
            (written.Domain, written.OpType) = (
                LocalFunctions<T>.Domain,
                node.Operator[(LocalFunctions<T>.Domain.Length + 1)..]
            );
        }

        written.Input.AddRange(inputs);
        for (var before = 0; before < node.Output; before++)
        {
            written.Output.Add(valueNames.Unique($"{name}/{before}"));
        }

        written.Output.Add(output);
        written.Attribute.AddRange(Attributes.Of(node, Precision));
        if (description != node.Operator)
        {
            written.DocString = description;
        }

        proto.Node.Add(written);
    }

    private string Name(Expr expr, string path)
    {
        if (expr.Op is not Constant constant)
        {
            return names[expr];
        }

        // Equal constants share one initializer.
        if (!constants.TryGetValue(constant, out var name))
        {
            name = constants[constant] = valueNames.Unique(NameOf(constant, expr.Type, path));
            var tensor = Tensors.Of<double>(name, expr.Type, constant.Values.AsSpan(), Precision);
            Kinds.MarkConstant(tensor.MetadataProps);
            proto.Initializer.Add(tensor);
        }

        return name;
    }

    // A small constant is named by its value, so that a graph reads like its formula.
    private static string NameOf(Constant constant, TensorType type, string path) =>
        type.Shape.Rank == 0 ? $"constant/{constant}"
        : type is { Element: ElementType.Int64, Shape: [{ Size: <= 8 }] }
            ? $"constant/[{string.Join(",", constant.Values.Select(value => (long)value))}]"
        : path.Length == 0 ? "constant"
        : $"{path}/constant";

    private void Take(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || !valueNames.Reserve(name))
        {
            throw new ArgumentException(
                $"The name '{name}' of an input, parameter or output is empty or used twice: give another name.",
                nameof(name)
            );
        }
    }
}
