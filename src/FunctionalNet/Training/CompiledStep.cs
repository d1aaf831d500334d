using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A training step compiled for one shape of batch, with memory for the batch and the noise: of the whole batch, or of a share of it.</summary>
internal sealed unsafe class CompiledStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly StepGraph step;
    private readonly PinnedMemory<T> inputs;
    private readonly PinnedMemory<T> targets;
    private readonly ImmutableArray<NoiseMemory<T>> noise;

    private CompiledStep(StepKey key, StepGraph step, Team team)
    {
        (Key, this.step) = (key, step);
        plan = Plan<T>.Compile(step.ToGraph(step.Results), step.Updates, team);
        inputs = new PinnedMemory<T>(step.Input.Shape.Size);
        targets = new PinnedMemory<T>(step.Target.Shape.Size);
        plan.Bind(step.Input, inputs.Pointer);
        plan.Bind(step.Target, targets.Pointer);
        noise = [.. step.Noise.Select(Drawn)];
    }

    /// <summary>Gets the batches that it is for.</summary>
    public StepKey Key { get; }

    /// <summary>Gets what the step takes, with the state and the batch that it runs on.</summary>
    public MemoryUse Memory => plan.Memory;

    public static CompiledStep<T> Of(Training<T> training, StepKey key)
    {
        var (inputs, targets, lane) = key;
        var rows = inputs[0].Size;
        var share = training.Spread is { } spread && spread.Takes(rows) ? spread.Of(rows, lane) : null;
        var graph = share is null
            ? StepGraph.Of(training, inputs, targets)
            : StepGraph.Of(training, inputs, targets, share);
        return new(key, graph, training.Spread is { Teams: { IsEmpty: false } teams } ? teams[lane] : training.Team);
    }

    /// <summary>Says where parameters and slots lie.</summary>
    /// <exception cref="ArgumentException">A variable has no value: the state is another training's.</exception>
    /// <exception cref="ShapeException">A value is of another shape: the batch is not of the kind that the state was made for.</exception>
    public void Bind(IReadOnlyDictionary<string, Tensor<T>> values, Shape input)
    {
        foreach (var variable in step.States)
        {
            plan.Bind(variable, step.Value(variable, values, input).Pointer);
        }
    }

    /// <summary>Runs the step on a batch, in place, and answers the loss.</summary>
    /// <exception cref="LabelException">A label names no class.</exception>
    public T Run(Batch<T> batch, StepNoise drawn)
    {
        var rows = step.Share is { } share ? batch.Part(share.First, share.Count) : batch;
        rows.CopyInputs(inputs.Span);
        rows.CopyTargets(targets.Span);
        foreach (var one in noise)
        {
            one.Draw(drawn);
        }

        try
        {
            plan.Run();
        }
        catch (LabelException e)
        {
            throw e.In(rows.Row(e.Sample), step.Share?.First ?? 0);
        }

        return plan.Output(0)[0];
    }

    /// <summary>Counts the loss of the last batch together with others.</summary>
    public void AddTo(LossTally tally) => step.Losses.AddTo(tally, plan);

    /// <summary>Each kernel with its costs and its time over some steps on the batch and the noise of the last one.</summary>
    public ImmutableArray<PlannedKernel> Profile(int runs) => plan.Profile(runs);

    /// <summary>Each kernel of the step.</summary>
    public override string ToString() => plan.ToString();

    private NoiseMemory<T> Drawn(Expr variable)
    {
        var whole = step.WholeNoise.GetValueOrDefault(variable.Variable!.Path, variable.Shape);
        var memory = new NoiseMemory<T>(variable.Variable, whole, step.Share);
        plan.Bind(variable, memory.Pointer);
        return memory;
    }
}

/// <summary>What a compiled step is for.</summary>
/// <param name="Inputs">The shape of the inputs of the whole batch.</param>
/// <param name="Targets">That of its targets.</param>
/// <param name="Lane">Which of the parts that are computed in this process.</param>
internal readonly record struct StepKey(Shape Inputs, Shape Targets, int Lane);
