using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A training step compiled for one shape of batch, with memory for the batch and the noise.</summary>
internal sealed unsafe class CompiledStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly StepGraph step;
    private readonly PinnedMemory<T> inputs;
    private readonly PinnedMemory<T> targets;
    private readonly ImmutableArray<(Variable Variable, PinnedMemory<T> Memory)> noise;

    private CompiledStep(StepGraph step, Team team)
    {
        this.step = step;
        plan = Plan<T>.Compile(step.ToGraph(step.Results), step.Updates, team);
        inputs = new PinnedMemory<T>(Input.Shape.Size);
        targets = new PinnedMemory<T>(Target.Shape.Size);
        plan.Bind(Input, inputs.Pointer);
        plan.Bind(Target, targets.Pointer);
        noise = [.. step.Noise.Select(Drawn)];
    }

    public Expr Input => step.Input;

    public Expr Target => step.Target;

    /// <summary>Gets what the step takes, with the state and the batch that it runs on.</summary>
    public MemoryUse Memory => plan.Memory;

    public static CompiledStep<T> Of(Training<T> training, Shape inputs, Shape targets) =>
        new(StepGraph.Of(training, inputs, targets), training.Team);

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
    public T Run(Batch<T> batch, StepNoise drawn)
    {
        batch.CopyInputs(new Span<T>(inputs.Pointer, Input.Shape.Size));
        batch.CopyTargets(new Span<T>(targets.Pointer, Target.Shape.Size));
        foreach (var (variable, memory) in noise)
        {
            var shape = variable.Declared.Shape;
            drawn.Draw(variable, shape, new Span<T>(memory.Pointer, shape.Size));
        }

        plan.Run();
        return plan.Output(0)[0];
    }

    /// <summary>Counts the loss of the last batch together with others.</summary>
    public void AddTo(LossTally tally) => step.Losses.AddTo(tally, plan);

    /// <summary>Each kernel with its costs and its time over some steps on the batch and the noise of the last one.</summary>
    public ImmutableArray<PlannedKernel> Profile(int runs) => plan.Profile(runs);

    /// <summary>Each kernel of the step.</summary>
    public override string ToString() => plan.ToString();

    private (Variable Variable, PinnedMemory<T> Memory) Drawn(Expr variable)
    {
        var memory = new PinnedMemory<T>(variable.Shape.Size);
        plan.Bind(variable, memory.Pointer);
        return (variable.Variable!, memory);
    }
}
