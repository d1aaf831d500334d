using FunctionalNet.Import;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Rewriting;

/// <summary>The float32 tensors with a value in a file: initializers, and Constant nodes.</summary>
internal static class FileWeights
{
    /// <summary>Those of a graph by name, without those of subgraphs, and without defaults of inputs, which may be given.</summary>
    public static IReadOnlyDictionary<string, TensorProto> Of(GraphProto graph)
    {
        var weights = new Dictionary<string, TensorProto>(StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(IsConstant))
        {
            if (node.Attribute is [{ Name: "value", T: { } value }])
            {
                weights[node.Output[0]] = value;
            }
        }

        // Of two initializers with the same name, ONNX Runtime uses the last.
        foreach (var tensor in graph.Initializer)
        {
            weights[tensor.Name] = tensor;
        }

        var defaults = DefaultInputs.Of(graph);
        return weights
            .Where(one =>
                !defaults.ContainsKey(one.Key)
                && one.Value.DataType == (int)DataType.Float
                && !ExternalData.IsExternal(one.Value)
            )
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether a node is a constant.</summary>
    public static bool IsConstant(NodeProto node) =>
        node is { OpType: "Constant", Domain: "" or "ai.onnx", Output.Count: 1 };
}
