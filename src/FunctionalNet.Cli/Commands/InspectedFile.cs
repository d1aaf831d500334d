using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Commands;

/// <summary>The result of <c>fnet inspect</c> as JSON.</summary>
internal static class InspectedFile
{
    // Larger graphs take too long to plan for a quick look.
    private const long MaxPlanned = 1L << 28;

    /// <summary>The type of a node's output: declared in the file, or inferred from the graph; <c>?</c> if neither is known.</summary>
    public static string Type(OnnxSummary summary, int node)
    {
        var (_, _, _, outputs, type) = summary.Nodes[node];
        return type.Contains('?', StringComparison.Ordinal) && outputs.All(summary.Shapes.ContainsKey)
            ? string.Join("; ", outputs.Select(output => $"{summary.Shapes[output]}"))
            : type;
    }

    /// <summary>The stored tensors grouped by their paths without the last part, in the order of the file.</summary>
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

    /// <summary>The cost of a run; null if it cannot be planned, or would take long.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">The sizes of free axes, and examples.</param>
    public static long? Flops(string path, PlannedModel plan)
    {
        try
        {
            return new FileInfo(path).Length > MaxPlanned
                ? null
                : plan.Load(path)
                    .MatchUnsafe(
                        Right: read =>
                            (long?)
                                Plan<float>
                                    .Compile(read.Model.Graph.WithFreeAxes(plan.Batch))
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

    // A layer has few tensors: weight, bias.
    private static string Path(string name)
    {
        var end = name.LastIndexOfAny(['/', '.']);
        return end > 0 ? name[..end] : "(alone)";
    }

    /// <summary>The parts of a file that are also printed as text.</summary>
    public static object Of(string path, OnnxSummary summary, TrainedTensors learned, PlannedModel plan) =>
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
            flops = Flops(path, plan),
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
    /// <param name="Tensors">The number of tensors.</param>
    /// <param name="Parameters">The number of elements of trainable tensors.</param>
    /// <param name="Others">The number of elements of the others.</param>
    internal sealed record Module(string Name, int Tensors, long Parameters, long Others);
}
