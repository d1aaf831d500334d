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

    /// <summary>The cost of a run; null if the file is broken, cannot be planned, or would take long.</summary>
    /// <param name="path">The file.</param>
    /// <param name="summary">What it holds.</param>
    /// <param name="plan">The sizes of free axes, and examples.</param>
    public static Cost? CostOf(string path, OnnxSummary summary, PlannedModel plan)
    {
        try
        {
            return
                new FileInfo(path).Length > MaxPlanned
                || summary.Problem.Exists(problem => problem.Code != OnnxModel.UnsupportedCode)
                ? null
                : plan.Load(path, summary)
                    .MatchUnsafe(
                        Right: read =>
                        {
                            var graph = read.Model.Graph.WithFreeAxes(plan.Batch);
                            var planned = Plan<float>.Compile(graph);
                            var bytes = graph.Inputs.ToLookup(
                                input => input.Variable!.Kind == VariableKind.Input,
                                input => (long)input.Shape.Size * sizeof(float)
                            );
                            return new Cost(
                                planned.Explain().Sum(kernel => kernel.Flops),
                                bytes[true].Sum(),
                                planned.Memory.Values + planned.Memory.Scratch + planned.Memory.Constants,
                                bytes[false].Sum()
                            );
                        },
                        Left: _ => null!
                    );
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The parts of a file that are also printed as text.</summary>
    public static object Of(string path, OnnxSummary summary, TrainedTensors learned, PlannedModel plan, Cost? cost) =>
        new
        {
            file = path,
            bytes = new FileInfo(path).Length,
            irVersion = summary.IrVersion,
            opsets = summary.Opsets.Select(set => new { domain = set.Domain, version = set.Version }),
            producer = $"{summary.Producer} {summary.ProducerVersion}".Trim(),
            version = summary.ModelVersion,
            description = summary.Description,
            inputs = summary.Inputs.Select(one => new
            {
                name = one.Name,
                type = one.Type,
                hasDefault = summary.Defaults.Contains(one.Name),
            }),
            outputs = summary.Outputs.Select(one => new { name = one.Name, type = one.Type }),
            flops = cost?.Flops,
            memory = cost is null
                ? null
                : new
                {
                    input = cost.Input,
                    forwardPass = cost.ForwardPass,
                    @params = cost.Params,
                    total = cost.Total,
                },
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
            modules = Module.Of(summary, plan),
            parameters = summary.Parameters.Select(one => new
            {
                name = one.Name,
                type = one.Type,
                count = one.Count,
                role = InspectCommand.Word(one.Role, learned.IsFrozen(one.Name)),
            }),
            problem = summary.Problem.MatchUnsafe(error => error.Message, () => null!),
        };

    /// <summary>What a run costs, with numbers of 32 bits.</summary>
    /// <param name="Flops">The operations on numbers.</param>
    /// <param name="Input">The size of the inputs.</param>
    /// <param name="ForwardPass">The size of all values in between, which share memory, and of what kernels keep.</param>
    /// <param name="Params">The size of what is stored.</param>
    internal sealed record Cost(long Flops, long Input, long ForwardPass, long Params)
    {
        /// <summary>Gets the size of all.</summary>
        public long Total => Input + ForwardPass + Params;
    }
}
