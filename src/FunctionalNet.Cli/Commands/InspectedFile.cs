using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Commands;

/// <summary>What <c>fnet inspect</c> finds, for programs.</summary>
internal static class InspectedFile
{
    // What is larger takes longer to plan than anybody waits who wants to look.
    private const long MaxPlanned = 1L << 28;

    private static readonly PlannedModel One = new(1, ImmutableSortedDictionary<string, int>.Empty, string.Empty);

    /// <summary>The type of what a node gives: as the file declares it, or the shape that follows from the graph; <c>?</c> where neither tells.</summary>
    public static string Type(OnnxSummary summary, int node)
    {
        var (_, _, _, outputs, type) = summary.Nodes[node];
        return type.Contains('?', StringComparison.Ordinal) && outputs.All(summary.Shapes.ContainsKey)
            ? string.Join("; ", outputs.Select(output => $"{summary.Shapes[output]}"))
            : type;
    }

    /// <summary>The stored tensors by their paths but for the last part, in the order of the file.</summary>
    public static Module[] Modules(OnnxSummary summary) =>
        [
            .. summary
                .Parameters.GroupBy(one => Path(one.Name), StringComparer.Ordinal)
                .Select(group => new Module(
                    group.Key,
                    group.Count(),
                    group.Where(one => one.Role == StoredRole.Parameter).Sum(one => one.Count),
                    group.Where(one => one.Role != StoredRole.Parameter).Sum(one => one.Count)
                )),
        ];

    /// <summary>What a run for free axes of 1 costs; null where it cannot be planned, or would take long.</summary>
    public static long? Flops(string path)
    {
        try
        {
            return new FileInfo(path).Length > MaxPlanned
                ? null
                : One.Load(path)
                    .MatchUnsafe(
                        Right: read =>
                            (long?)
                                Plan<float>
                                    .Compile(read.Model.Graph.WithFreeAxes(1))
                                    .Explain()
                                    .Sum(kernel => kernel.Flops),
                        Left: _ => null
                    );
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    // Layers have few tensors: weight, bias.
    private static string Path(string name)
    {
        var end = name.LastIndexOfAny(['/', '.']);
        return end > 0 ? name[..end] : "(alone)";
    }

    /// <summary>All of a file that is shown to people, too.</summary>
    public static object Of(string path, OnnxSummary summary, Learned learned) =>
        new
        {
            file = path,
            bytes = new FileInfo(path).Length,
            irVersion = summary.IrVersion,
            opsets = summary.Opsets.Select(set => new { domain = set.Domain, version = set.Version }),
            producer = $"{summary.Producer} {summary.ProducerVersion}".Trim(),
            version = summary.ModelVersion,
            description = summary.Description,
            inputs = summary.Inputs.Select(one => new { name = one.Name, type = one.Type }),
            outputs = summary.Outputs.Select(one => new { name = one.Name, type = one.Type }),
            flops = Flops(path),
            metadata = summary.Metadata.Select(one => new { key = one.Key, value = one.Value }),
            nodes = summary.Nodes.Select(
                (node, i) =>
                    new
                    {
                        name = node.Name,
                        @operator = node.Operator,
                        inputs = node.Inputs,
                        outputs = node.Outputs,
                        type = Type(summary, i),
                        attributes = summary.Attributes[i],
                    }
            ),
            modules = Modules(summary),
            parameters = summary.Parameters.Select(one => new
            {
                name = one.Name,
                type = one.Type,
                count = one.Count,
                role = InspectCommand.Word(one.Role, learned.IsFrozen(one.Name)),
            }),
            problem = summary.Problem.MatchUnsafe(error => error.Message, () => null!),
        };

    /// <summary>Stored tensors of one path.</summary>
    /// <param name="Name">The path.</param>
    /// <param name="Tensors">How many there are.</param>
    /// <param name="Parameters">The numbers of those that learn.</param>
    /// <param name="Others">The numbers of the rest.</param>
    internal sealed record Module(string Name, int Tensors, long Parameters, long Others);
}
