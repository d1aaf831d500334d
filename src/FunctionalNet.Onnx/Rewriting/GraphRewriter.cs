using FunctionalNet.Export;
using Google.Protobuf.Collections;
using Onnx;

namespace FunctionalNet.Rewriting;

/// <summary>
/// Rewrites the nodes of a graph in order, some of them modified. New values get names that are unique in the file, including subgraphs.
/// </summary>
internal sealed class GraphRewriter
{
    private readonly GraphProto graph;
    private readonly Names values = new();
    private readonly Names nodeNames = new();
    private readonly List<NodeProto> nodes = [];

    public GraphRewriter(GraphProto graph)
    {
        this.graph = graph;
        Old = [.. graph.Node];
        Weights = FileWeights.Of(graph);
        foreach (var name in Subgraphs.Values(graph))
        {
            values.Reserve(name);
        }

        foreach (var node in Subgraphs.Of(graph).SelectMany(one => one.Node))
        {
            nodeNames.Reserve(node.Name);
        }
    }

    /// <summary>Gets the original nodes.</summary>
    public IReadOnlyList<NodeProto> Old { get; }

    /// <summary>Gets the float32 tensors with a value in the file, initializers and constants, by name.</summary>
    public IReadOnlyDictionary<string, TensorProto> Weights { get; }

    /// <summary>Writes a node unchanged.</summary>
    public void Keep(NodeProto node) => nodes.Add(node);

    /// <summary>Writes a node with one output under a new name, which it returns.</summary>
    public string New(
        string type,
        IEnumerable<string> inputs,
        string wanted,
        params IEnumerable<(string Name, long Value)> attributes
    )
    {
        var output = Unique(wanted);
        Give(type, inputs, [output], attributes);
        return output;
    }

    /// <summary>Writes a node with these outputs.</summary>
    public NodeProto Give(
        string type,
        IEnumerable<string> inputs,
        IReadOnlyList<string> outputs,
        params IEnumerable<(string Name, long Value)> attributes
    )
    {
        var node = new NodeProto
        {
            Name = nodeNames.Unique(outputs[0]),
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
        nodes.Add(node);
        return node;
    }

    /// <summary>Stores a tensor under a new name, which it returns.</summary>
    public string Store(TensorProto tensor, string wanted)
    {
        tensor.Name = Unique(wanted);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A unique name.</summary>
    public string Unique(string wanted) => values.Unique(wanted);

    /// <summary>Completes the rewriting: the graph has the new nodes.</summary>
    public void End()
    {
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
    }

    /// <summary>Completes it, and removes those of these weights that are no longer read.</summary>
    public void End(IEnumerable<string> replaced)
    {
        End();
        var read = Subgraphs.Read(graph);
        Leave(replaced.Where(name => !read.Contains(name)));
    }

    /// <summary>Removes the values of names, whether they are initializers or constants.</summary>
    public void Leave(IEnumerable<string> weights)
    {
        var names = weights.ToHashSet(StringComparer.Ordinal);
        Keep(graph.Initializer, tensor => !names.Contains(tensor.Name));
        Keep(graph.Node, node => !(FileWeights.IsConstant(node) && names.Contains(node.Output[0])));
    }

    private static void Keep<T>(RepeatedField<T> all, Func<T, bool> wanted)
    {
        T[] kept = [.. all.Where(wanted)];
        if (kept.Length < all.Count)
        {
            all.Clear();
            all.AddRange(kept);
        }
    }
}
