using Onnx;

namespace FunctionalNet.Quantization;

/// <summary>Changes of a graph in a file.</summary>
internal static class Rewriting
{
    /// <summary>A node that is named after its first output.</summary>
    public static NodeProto Node(
        string type,
        IEnumerable<string> inputs,
        IReadOnlyList<string> outputs,
        params IEnumerable<(string Name, long Value)> attributes
    ) =>
        new()
        {
            Name = outputs[0],
            OpType = type,
            Input = { inputs },
            Output = { outputs },
            Attribute =
            {
                attributes.Select(attribute => new AttributeProto
                {
                    Name = attribute.Name,
                    Type = AttributeProto.Types.AttributeType.Int,
                    I = attribute.Value,
                }),
            },
        };

    /// <summary>Removes tensors that nothing reads any more.</summary>
    public static void Forget(GraphProto graph, IEnumerable<TensorProto> tensors)
    {
        var read = graph
            .Node.SelectMany(node => node.Input)
            .Concat(graph.Output.Select(output => output.Name))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in tensors.Where(tensor => !read.Contains(tensor.Name)))
        {
            graph.Initializer.Remove(tensor);
            if (graph.Input.FirstOrDefault(input => input.Name == tensor.Name) is { } declared)
            {
                graph.Input.Remove(declared);
            }
        }
    }
}
