using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Memory for batches of one shape and their noise, bound to a plan once.</summary>
internal sealed unsafe class BatchMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly (int Size, PinnedMemory<T> Memory) inputs;
    private readonly (int Size, PinnedMemory<T> Memory) targets;
    private readonly ImmutableArray<(Variable Variable, PinnedMemory<T> Memory)> noise;

    public BatchMemory(StepGraph graph, Plan<T> plan)
    {
        this.plan = plan;
        inputs = (graph.Input.Shape.Size, Bound(graph.Input));
        targets = (graph.Target.Shape.Size, Bound(graph.Target));
        noise = [.. graph.Noise.Select(variable => (variable.Variable!, Bound(variable)))];
    }

    /// <summary>Takes a batch and draws its noise.</summary>
    public void Take(Batch<T> batch, StepNoise drawn)
    {
        batch.CopyInputs(new Span<T>(inputs.Memory.Pointer, inputs.Size));
        batch.CopyTargets(new Span<T>(targets.Memory.Pointer, targets.Size));
        foreach (var (variable, memory) in noise)
        {
            var shape = variable.Declared.Shape;
            drawn.Draw(variable, shape, new Span<T>(memory.Pointer, shape.Size));
        }
    }

    private PinnedMemory<T> Bound(Expr variable)
    {
        var memory = new PinnedMemory<T>(variable.Shape.Size);
        plan.Bind(variable, memory.Pointer);
        return memory;
    }
}
