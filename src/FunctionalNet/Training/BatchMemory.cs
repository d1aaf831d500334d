using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Memory for batches of one shape and their noise, or for a rank's rows of each, bound to a plan once.</summary>
internal sealed unsafe class BatchMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Share? share;
    private readonly PinnedMemory<T> inputs;
    private readonly PinnedMemory<T> targets;
    private readonly ImmutableArray<NoiseMemory<T>> noise;

    public BatchMemory(StepGraph graph, Plan<T> plan)
    {
        share = graph.Share;
        inputs = new PinnedMemory<T>(graph.Input.Shape.Size);
        targets = new PinnedMemory<T>(graph.Target.Shape.Size);
        plan.Bind(graph.Input, inputs.Pointer);
        plan.Bind(graph.Target, targets.Pointer);
        noise = [.. graph.Noise.Select(variable => Bound(variable, graph, plan))];
    }

    /// <summary>Copies a batch, or the rows of it that are computed here, and draws their noise.</summary>
    public void Take(Batch<T> batch, StepNoise drawn)
    {
        var rows = share is null ? batch : batch.Part(share.First, share.Count);
        rows.CopyInputs(inputs.Span);
        rows.CopyTargets(targets.Span);
        foreach (var one in noise)
        {
            one.Draw(drawn);
        }
    }

    private static NoiseMemory<T> Bound(Expr variable, StepGraph graph, Plan<T> plan)
    {
        var whole = graph.WholeNoise.GetValueOrDefault(variable.Variable!.Path, variable.Shape);
        var memory = new NoiseMemory<T>(variable.Variable, whole, graph.Share);
        plan.Bind(variable, memory.Pointer);
        return memory;
    }
}
