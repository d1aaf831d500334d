using FunctionalNet.Import;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Rewriting;

/// <summary>The tensors of float32 that a file gives a value: initializers, and constants among its nodes.</summary>
internal static class FileWeights
{
    /// <summary>Those of a graph by name, without those of graphs within it.</summary>
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

        // Of two initializers with one name ONNX Runtime takes the last.
        foreach (var tensor in graph.Initializer)
        {
            weights[tensor.Name] = tensor;
        }

        return weights
            .Where(one => one.Value.DataType == (int)DataType.Float && !ExternalData.IsExternal(one.Value))
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether a node gives a constant.</summary>
    public static bool IsConstant(NodeProto node) =>
        node is { OpType: "Constant", Domain: "" or "ai.onnx", Output.Count: 1 };
}
