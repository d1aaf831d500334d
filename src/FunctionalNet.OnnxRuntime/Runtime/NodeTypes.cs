using FunctionalNet.Import;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Runtime;

/// <summary>The types of the values of a graph, as far as operators determine them; undefined for others.</summary>
internal sealed class NodeTypes
{
    private readonly NodeTypes? outer;
    private readonly long opset;
    private readonly Dictionary<string, DataType> known = new(StringComparer.Ordinal);

    public NodeTypes(NodeTypes? outer, GraphProto graph, long opset)
    {
        (this.outer, this.opset) = (outer, opset);
        foreach (var value in graph.Input.Concat(graph.ValueInfo))
        {
            if (value.Type?.TensorType is { ElemType: not 0 and var type })
            {
                known[value.Name] = (DataType)type;
            }
        }

        foreach (var tensor in graph.Initializer)
        {
            known[tensor.Name] = (DataType)tensor.DataType;
        }
    }

    public DataType Of(string name) =>
        known.TryGetValue(name, out var type) ? type : outer?.Of(name) ?? DataType.Undefined;

    /// <summary>The types within a graph of a node, whose inputs are those of the node.</summary>
    public NodeTypes Within(NodeProto node, GraphProto graph)
    {
        var inner = new NodeTypes(this, graph, opset);
        var isLoop = node.OpType == "Loop";

        // A loop gives the number of the round and whether it goes on; a scan of the first form the lengths of sequences.
        var skipped = isLoop ? 0 : Math.Max(0, node.Input.Count - graph.Input.Count);
        for (var i = 0; i < graph.Input.Count; i++)
        {
            inner.known.TryAdd(
                graph.Input[i].Name,
                isLoop && i == 0 ? DataType.Int64
                    : isLoop && i == 1 ? DataType.Bool
                    : i + skipped < node.Input.Count ? Of(node.Input[i + skipped])
                    : DataType.Undefined
            );
        }

        return inner;
    }

    /// <summary>The types within a function for a call.</summary>
    public NodeTypes Of(NodeProto call, FunctionProto function, GraphProto body)
    {
        var inner = new NodeTypes(null, body, OnnxModel.Version(function.OpsetImport));
        foreach (var (formal, operand) in function.Input.Zip(call.Input))
        {
            inner.known[formal] = Of(operand);
        }

        return inner;
    }

    /// <summary>Takes the types of a function's results.</summary>
    public void Take(NodeProto call, FunctionProto function, NodeTypes inner)
    {
        foreach (var (output, name) in call.Output.Zip(function.Output))
        {
            known.TryAdd(output, inner.Of(name));
        }
    }

    public void Add(NodeProto node)
    {
        var graphs = node.Attribute.Where(one => one.G is not null).Select(one => one.G).ToArray();
        var isOnnx = node.Domain is "" or "ai.onnx";
        for (var i = 0; i < node.Output.Count; i++)
        {
            var type =
                !isOnnx ? DataType.Undefined
                : graphs.Length > 0 ? Result(node, graphs[0], i + (node.OpType == "Loop" ? 1 : 0))
                : ResultTypes.Of(
                    node.OpType,
                    opset,
                    i,
                    [.. node.Input.Select(Of)],
                    name => node.Attribute.FirstOrDefault(one => one.Name == name)
                );
            known.TryAdd(node.Output[i], type);
        }
    }

    private DataType Result(NodeProto node, GraphProto graph, int output)
    {
        var inner = Within(node, graph);
        foreach (var one in graph.Node)
        {
            inner.Add(one);
        }

        return output < graph.Output.Count ? inner.Of(graph.Output[output].Name) : DataType.Undefined;
    }
}
