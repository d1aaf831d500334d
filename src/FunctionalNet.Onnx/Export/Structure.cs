using FunctionalNet.Rewriting;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>
/// The invariants of every file: unique names, nodes after their operands, outputs that are computed, types, and declared operator sets.
/// </summary>
internal static class Structure
{
    /// <summary>Throws if a model violates them.</summary>
    /// <exception cref="InvalidOperationException">It does; the message names the place.</exception>
    public static void Check(ModelProto model)
    {
        var sets = model.OpsetImport.Select(set => set.Domain).ToHashSet(StringComparer.Ordinal);
        var functions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in model.Functions)
        {
            Nodes(function.Node, function.Input, function.Output, $"function '{function.Name}'");
            Require(functions.Add($"{function.Domain}.{function.Name}"), $"two functions are named '{function.Name}'");
        }

        var graph = model.Graph;
        var defaults = DefaultInputs.Of(graph);
        foreach (var value in graph.Input.Concat(graph.Output))
        {
            Require(value.Type?.TensorType is { ElemType: > 0, Shape: not null }, $"'{value.Name}' has no type");
        }

        Nodes(
            graph.Node,
            [
                .. graph.Input.Select(input => input.Name),
                .. graph.Initializer.Select(tensor => tensor.Name).Where(name => !defaults.ContainsKey(name)),
            ],
            [.. graph.Output.Select(output => output.Name)],
            "the graph"
        );
        foreach (var node in graph.Node.Concat(model.Functions.SelectMany(function => function.Node)))
        {
            Require(
                sets.Contains(node.Domain),
                $"'{node.Name}' is of the operator set '{node.Domain}', which is not declared"
            );
            Require(
                node.Domain.Length == 0 || functions.Contains($"{node.Domain}.{node.OpType}"),
                $"'{node.Name}' calls '{node.OpType}', which is no function of the model"
            );
        }
    }

    private static void Nodes(
        IEnumerable<NodeProto> nodes,
        IEnumerable<string> given,
        IEnumerable<string> wanted,
        string place
    )
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in given)
        {
            Require(name.Length > 0 && known.Add(name), $"two values of {place} are named '{name}'");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            Require(node.Name.Length == 0 || names.Add(node.Name), $"two nodes of {place} are named '{node.Name}'");
            foreach (var input in node.Input.Where(input => input.Length > 0))
            {
                Require(known.Contains(input), $"'{node.Name}' of {place} reads '{input}' before it is there");
            }

            foreach (var output in node.Output)
            {
                Require(output.Length > 0 && known.Add(output), $"two values of {place} are named '{output}'");
            }
        }

        foreach (var name in wanted)
        {
            Require(known.Contains(name), $"the output '{name}' of {place} is not defined");
        }
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
