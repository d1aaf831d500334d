using System.Collections.Immutable;
using FunctionalNet.Lowering;
using FunctionalNet.Schemas;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>
/// Reads nodes one after the other, without recursion but for graphs in attributes and functions, whose depth is bounded.
/// </summary>
internal sealed class Nodes(Imported shared)
{
    private const string Training = "ai.onnx.preview.training";
    private const long TrainingOpset = 1;

    /// <summary>Reads nodes and names what they give.</summary>
    public void Read(IReadOnlyList<NodeProto> nodes, NameScope names)
    {
        foreach (var node in nodes)
        {
            shared.Count();
            Place.At(
                $"node '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault())}' ({node.OpType})",
                () => Read(node, nodes, names)
            );
        }
    }

    private bool Read(NodeProto node, IReadOnlyList<NodeProto> nodes, NameScope names)
    {
        Value?[] operands = [.. node.Input.Select(name => Operand(name, nodes, names))];
        if (shared.Function(node) is { } function)
        {
            Call(function, node, operands, names);
            return true;
        }

        if (node.Domain is not ("" or "ai.onnx" or Training))
        {
            throw new UnsupportedException(
                $"{node.Domain}.{node.OpType}",
                $"the operator set '{node.Domain}' is not supported"
            );
        }

        var (domain, opset) = node.Domain == Training ? (Training, TrainingOpset) : (string.Empty, names.Version);
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
        };
        var results =
            node.Domain == Training && node.OpType == "Gradient"
                ? GradientNode.Read(read, name => names.Find(name)?.Expr)
                : Lower(Lowerings.Aligned(read));
        if (node.Output.Count > results.Count)
        {
            throw new UnsupportedException(
                node.OpType,
                $"its result '{node.Output[results.Count]}' at place {results.Count} is not supported"
            );
        }

        Value[] given = [.. operands.Where(operand => operand is not null).Select(operand => operand!.Value)];
        for (var i = 0; i < node.Output.Count; i++)
        {
            Name(node, i, results[i], given, names);
        }

        return true;
    }

    private static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        (
            Lowerings.Named(node.Operator)
            ?? throw new UnsupportedException(node.Operator, "the operator is unknown or not supported")
        )(node);

    private static void Name(NodeProto node, int output, Expr result, Value[] operands, NameScope names)
    {
        if (result.Shape.Rank > GraphReader.MostAxes)
        {
            throw new FormatException(
                $"its value has {result.Shape.Rank} axes; at most {GraphReader.MostAxes} are supported"
            );
        }

        // An output without a name is not wanted.
        if (node.Output[output].Length > 0)
        {
            var type = WholeNumbers.TypeOf(node, result, output, operands);
            names.Add(node.Output[output], new(WholeNumbers.Fit(result, node.OpType, type), type));
        }
    }

    private static Value? Operand(string name, IReadOnlyList<NodeProto> nodes, NameScope names) =>
        name.Length == 0 ? null
        : names.Find(name) is { } value ? value
        : nodes.Any(other => other.Output.Contains(name))
            ? throw new FormatException(
                $"its input '{name}' comes from a later node: the graph is cyclic or not in order"
            )
        : throw new FormatException($"nothing gives its input '{name}'");

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

        var inner = names.Body(given, OnnxModel.Version(function.OpsetImport));
        for (var i = 0; i < Math.Min(operands.Length, function.Input.Count); i++)
        {
            if (operands[i] is { } operand)
            {
                inner.Add(function.Input[i], operand);
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
                        ?? throw new FormatException($"nothing gives the output '{function.Output[i]}' of the function")
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
                    names.Add(tensor.Name, new(new Expr(TensorReader.ReadConstant(tensor)), (DataType)tensor.DataType));
                }

                for (var i = 0; i < graph.Input.Count; i++)
                {
                    var code = graph.Input[i].Type?.TensorType?.ElemType ?? (int)DataType.Int64;
                    names.Add(graph.Input[i].Name, new(arguments[i], (DataType)code));
                }

                Read(graph.Node, names);
                return
                [
                    .. graph.Output.Select(output =>
                        names.Find(output.Name)?.Expr
                        ?? throw new FormatException($"nothing gives the output '{output.Name}' of the inner graph")
                    ),
                ];
            }
        );
}
