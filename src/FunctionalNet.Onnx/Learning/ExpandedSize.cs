using FunctionalNet.Rewriting;
using Onnx;

namespace FunctionalNet.Learning;

/// <summary>
/// The number of nodes of a graph with its functions inlined, each function counted once: a file of forty functions, each of which calls the
/// previous one twice, has 2⁴⁰.
/// </summary>
/// <param name="functions">The functions by domain, name and overload.</param>
/// <param name="deepest">Calls nested more deeply are not counted.</param>
internal sealed class ExpandedSize(
    IReadOnlyDictionary<(string Domain, string Name, string Overload), FunctionProto> functions,
    int deepest
)
{
    private readonly Dictionary<FunctionProto, double> counted = new(ReferenceEqualityComparer.Instance);

    /// <summary>The number for a graph, with branches and bodies of loops counted once.</summary>
    public double Of(GraphProto graph) => Of(graph, depth: 0);

    private double Of(GraphProto graph, int depth) =>
        Subgraphs.Of(graph).SelectMany(one => one.Node).Sum(node => Of(node, depth));

    private double Of(NodeProto node, int depth) =>
        functions.TryGetValue((node.Domain, node.OpType, node.Overload), out var function) && depth < deepest
            ? 1 + Of(function, depth + 1)
            : 1;

    private double Of(FunctionProto function, int depth)
    {
        if (!counted.TryGetValue(function, out var size))
        {
            // A function that calls itself has no size; that it does is found where it is read.
            counted[function] = 0;
            counted[function] = size = Of(new GraphProto { Node = { function.Node } }, depth);
        }

        return size;
    }
}
