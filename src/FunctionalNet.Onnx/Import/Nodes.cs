using System.Collections.Immutable;
using FunctionalNet.Lowering;
using FunctionalNet.Rewriting;
using FunctionalNet.Schemas;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>Reads nodes in order, without recursion except for graphs in attributes and functions, whose depth is bounded.</summary>
internal sealed class Nodes(Imported shared)
{
    private const string Training = "ai.onnx.preview.training";
    private const long PreviewOpset = 1;
    private const string Preview = "ai.onnx.preview";

    /// <summary>Reads nodes and names their results.</summary>
    public void Read(IReadOnlyList<NodeProto> nodes, NameScope names)
    {
        foreach (var node in nodes)
        {
            shared.Count();
            FileLocation.At(
                $"node '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault())}' ({node.OpType})",
                () => Read(Given(node, names), nodes, names)
            );
        }
    }

    // In a function, an operand that its call leaves out is left out by its nodes.
    private static NodeProto Given(NodeProto node, NameScope names)
    {
        if (!node.Input.Any(names.IsAbsent))
        {
            return node;
        }

        var given = new NodeProto(node);
        for (var i = 0; i < given.Input.Count; i++)
        {
            given.Input[i] = names.IsAbsent(given.Input[i]) ? string.Empty : given.Input[i];
        }

        return given;
    }

    private bool Read(NodeProto node, IReadOnlyList<NodeProto> nodes, NameScope names)
    {
        AttributeFields.Check(node.Attribute, shared.Format);
        Value?[] operands = [.. node.Input.Select(name => Operand(name, nodes, names))];
        if (shared.Function(node) is { } function)
        {
            Call(function, node, operands, names);
            return true;
        }

        if (
            node.Domain is not ("" or "ai.onnx" or Training)
            && (node.Domain, node.OpType) is not (Preview, FlexAttention.Name)
        )
        {
            throw new UnsupportedException(
                $"{node.Domain}.{node.OpType}",
                $"the operator set '{node.Domain}' is not supported"
            );
        }

        if (
            FileWeights.IsConstant(node)
            && node.Attribute is [{ Name: "value", T: { } value }]
            && shared.Roles.Of(value) != StoredRole.Constant
        )
        {
            Name(node.Output[0], shared.Value(value, node.Output[0]), names);
            return true;
        }

        ImmutableArray<DataType> types = [.. operands.Select(operand => operand?.Type ?? DataType.Undefined)];
        var (domain, opset) = node.Domain is Training or Preview
            ? (node.Domain, PreviewOpset)
            : (string.Empty, names.Version);
        var schema = SchemaCheck.Of(domain, node.OpType, opset);
        SchemaCheck.Names(schema, node);
        TypeCheck.Operands(schema, operands);
        var read = NodeReader.Read(
            node,
            schema,
            [.. operands.Select(operand => operand?.Expr)],
            names,
            graph => Body(graph, names)
        ) with
        {
            Fixed = shared.Known.Constant,
            FreeSizes = shared.Known.FreeSizes,
            Version = names.Version,
            Types = [.. types.Select(type => (long)type)],
        };
        var results = Results(node, read, types, names);
        if (node.Output.Count > results.Count)
        {
            throw new UnsupportedException(
                node.OpType,
                $"its result '{node.Output[results.Count]}' at place {results.Count} is not supported"
            );
        }

        for (var i = 0; i < node.Output.Count; i++)
        {
            Name(node.Output[i], results[i], names);
        }

        return true;
    }

    // The graphs within a node determine the types of their values.
    private IReadOnlyList<Value> Results(
        NodeProto node,
        OnnxNode read,
        ImmutableArray<DataType> types,
        NameScope names
    ) =>
        read.Operator switch
        {
            "If" => If.Read(read),
            "Loop" => Loop.Read(read, types),
            "Scan" => Scan.Read(read, types),
            "Gradient" when node.Domain == Training => Typed(
                GradientNode.Read(read, name => names.Find(name)?.Expr),
                node,
                types,
                names
            ),
            _ => Typed(Lower(Lowerings.Aligned(read)), node, types, names),
        };

    private IReadOnlyList<Value> Typed(
        IReadOnlyList<Expr> results,
        NodeProto node,
        ImmutableArray<DataType> types,
        NameScope names
    ) =>
        [
            .. results
                .Take(node.Output.Count)
                .Select(
                    (result, output) =>
                    {
                        var type = ResultTypes.Of(
                            node.OpType,
                            names.Version,
                            output,
                            types,
                            name => Attribute(node, name, names)
                        );
                        return result.Type.Element == TensorReader.Element((int)type)
                            ? new Value(
                                ResultConversion.Of(result, node.OpType, types.FirstOrDefault(), type, shared.Ours),
                                type
                            )
                            : throw new UnsupportedException(node.OpType, $"of {type} it is not supported");
                    }
                ),
        ];

    private static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        (
            Lowerings.Named(node.Operator)
            ?? throw new UnsupportedException(node.Operator, "the operator is unknown or not supported")
        )(node);

    private static AttributeProto? Attribute(NodeProto node, string name, NameScope names) =>
        node.Attribute.Where(attribute => attribute.Name == name).Select(names.Resolve).FirstOrDefault();

    private void Name(string output, Value result, NameScope names)
    {
        if (result.Expr.Shape.Rank > GraphReader.MaxAxes)
        {
            throw new FormatException(
                $"its value has {result.Expr.Shape.Rank} axes; at most {GraphReader.MaxAxes} are supported"
            );
        }

        shared.HasDoubles |= result.Type == DataType.Double;

        // An output without a name is unused.
        if (output.Length > 0)
        {
            names.Add(output, result);
        }
    }

    private static Value? Operand(string name, IReadOnlyList<NodeProto> nodes, NameScope names) =>
        name.Length == 0 ? null
        : names.Find(name) is { } value ? value
        : nodes.Any(other => other.Output.Contains(name))
            ? throw new FormatException(
                $"its input '{name}' comes from a later node: the graph is cyclic or not in order"
            )
        : throw new FormatException($"its input '{name}' is not defined");

    private void Call(FunctionProto function, NodeProto node, Value?[] operands, NameScope names)
    {
        var given = new Dictionary<string, AttributeProto>(StringComparer.Ordinal);
        foreach (var attribute in function.AttributeProto.Concat(node.Attribute))
        {
            if (names.Resolve(attribute) is { } resolved)
            {
                given[resolved.Name] = resolved;
            }
        }

        if (operands.Length > function.Input.Count)
        {
            throw new FormatException($"it has {operands.Length} operands, and the function {function.Input.Count}");
        }

        var inner = names.Body(given, OnnxModel.Version(function.OpsetImport));
        for (var i = 0; i < function.Input.Count; i++)
        {
            if (i < operands.Length && operands[i] is { } operand)
            {
                inner.Add(function.Input[i], operand);
            }
            else
            {
                inner.Leave(function.Input[i]);
            }
        }

        Read(function.Node, inner);
        for (var i = 0; i < Math.Min(node.Output.Count, function.Output.Count); i++)
        {
            if (node.Output[i].Length > 0)
            {
                names.Add(
                    node.Output[i],
                    inner.Find(function.Output[i])
                        ?? throw new FormatException(
                            $"the output '{function.Output[i]}' of the function is not defined"
                        )
                );
            }
        }
    }

    private Body Body(GraphProto graph, NameScope outer) =>
        new(
            graph.Input.Count,
            arguments =>
            {
                GraphReader.NoSparse(graph);
                var names = outer.Inner();
                foreach (var tensor in graph.Initializer)
                {
                    names.Add(tensor.Name, shared.Value(tensor, tensor.Name));
                }

                for (var i = 0; i < graph.Input.Count; i++)
                {
                    names.Add(graph.Input[i].Name, arguments[i]);
                }

                Read(graph.Node, names);
                Declaration.CheckTypes(graph.ValueInfo, names);
                return
                [
                    .. graph.Output.Select(output =>
                        names.Find(output.Name)
                        ?? throw new FormatException($"the output '{output.Name}' of the inner graph is not defined")
                    ),
                ];
            }
        );
}
