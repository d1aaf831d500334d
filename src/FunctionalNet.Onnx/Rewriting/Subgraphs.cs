using Onnx;

namespace FunctionalNet.Rewriting;

/// <summary>Subgraphs: the branches of an If, the bodies of loops.</summary>
internal static class Subgraphs
{
    /// <summary>A graph, and the subgraphs of its nodes at any depth.</summary>
    public static IEnumerable<GraphProto> Of(GraphProto graph)
    {
        var open = new Stack<GraphProto>([graph]);
        while (open.TryPop(out var one))
        {
            yield return one;
            foreach (var attribute in one.Node.SelectMany(node => node.Attribute))
            {
                if (attribute.G is { } body)
                {
                    open.Push(body);
                }

                foreach (var among in attribute.Graphs)
                {
                    open.Push(among);
                }
            }
        }
    }

    /// <summary>
    /// The names that nodes and outputs of a graph read, including those of its subgraphs, which see the enclosing names.
    /// </summary>
    public static HashSet<string> Read(GraphProto graph) =>
        Of(graph)
            .SelectMany(one => one.Node.SelectMany(node => node.Input).Concat(one.Output.Select(output => output.Name)))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The names of all values of a graph and its subgraphs, read or not.</summary>
    public static IEnumerable<string> Values(GraphProto graph) =>
        Of(graph)
            .SelectMany(one =>
                one.Node.SelectMany(node => node.Input.Concat(node.Output))
                    .Concat(one.Input.Select(input => input.Name))
                    .Concat(one.Output.Select(output => output.Name))
                    .Concat(one.Initializer.Select(tensor => tensor.Name))
                    .Concat(one.SparseInitializer.Select(tensor => tensor.Values?.Name ?? string.Empty))
                    .Concat(one.ValueInfo.Select(value => value.Name))
            );
}
