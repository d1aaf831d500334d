using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A training step compiled for one shape of batch, with memory for the batch and the noise.</summary>
internal sealed unsafe class CompiledStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly LossOutputs outputs;
    private readonly PinnedMemory<T> inputs;
    private readonly PinnedMemory<T> targets;
    private readonly ImmutableArray<(Variable Variable, PinnedMemory<T> Memory)> noise;

    private CompiledStep(Trace trace, Expr input, Expr target, LossOutputs loss, Team team)
    {
        outputs = loss;
        (Input, Target) = (input, target);
        State = [.. trace.Variables.Where(v => v.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot)];
        plan = Plan<T>.Compile(
            new Graph([input, target, .. trace.Variables], loss.All),
            [.. trace.Nexts.OrderBy(next => next.Key.Id).Select(next => (next.Key, next.Value))],
            team
        );
        inputs = new PinnedMemory<T>(input.Shape.Size);
        targets = new PinnedMemory<T>(target.Shape.Size);
        noise =
        [
            .. trace
                .Variables.Where(v => v.Variable!.Kind == VariableKind.Noise)
                .Select(v => (v.Variable!, new PinnedMemory<T>(v.Shape.Size))),
        ];
        plan.Bind(input, inputs.Pointer);
        plan.Bind(target, targets.Pointer);
        foreach (
            var (expr, (_, memory)) in trace.Variables.Where(v => v.Variable!.Kind == VariableKind.Noise).Zip(noise)
        )
        {
            plan.Bind(expr, memory.Pointer);
        }
    }

    public Expr Input { get; }

    public Expr Target { get; }

    /// <summary>Gets the parameters and slots.</summary>
    public ImmutableArray<Expr> State { get; }

    /// <summary>Gets what the step takes, with the state and the batch that it runs on.</summary>
    public MemoryUse Memory => plan.Memory;

    public static CompiledStep<T> Of(Training<T> training, Shape inputs, Shape targets)
    {
        var (trace, input, target, loss) = training.Compose(inputs, targets);
        return new CompiledStep<T>(trace, input, target, new(loss, trace.Portions), training.Team);
    }

    /// <summary>Says where parameters and slots lie.</summary>
    /// <exception cref="ArgumentException">A variable has no value: the state is another training's.</exception>
    /// <exception cref="ShapeException">A value is of another shape: the batch is not of the kind that the state was made for.</exception>
    public void Bind(IReadOnlyDictionary<string, Tensor<T>> values, Shape input)
    {
        foreach (var variable in State)
        {
            if (!values.TryGetValue(variable.Variable!.Path, out var value))
            {
                throw new ArgumentException(
                    $"The state has no value for {variable.Variable}: it is the state of another training. "
                        + "Start from this training's own Init.",
                    nameof(values)
                );
            }

            if (value.Shape != variable.Shape)
            {
                throw new ShapeException(
                    nameof(Training<>.Step),
                    $"with inputs of {Input.Shape}, {variable.Variable} would have the shape {variable.Shape}, but the state has {value.Shape}",
                    $"give batches of {new Shape(Dim.Named("n")).Append(input)}, or make a new state with Init for {Input.Shape[1..]}"
                );
            }

            plan.Bind(variable, value.Pointer);
        }
    }

    /// <summary>Runs the step on a batch, in place, and answers the loss.</summary>
    public T Run(Batch<T> batch, Key key)
    {
        batch.CopyInputs(new Span<T>(inputs.Pointer, Input.Shape.Size));
        batch.CopyTargets(new Span<T>(targets.Pointer, Target.Shape.Size));
        foreach (var (variable, memory) in noise)
        {
            var shape = variable.Declared.Shape;
            variable.Initializer!.Fill(shape, key.Split(variable.Path), new Span<T>(memory.Pointer, shape.Size));
        }

        plan.Run();
        return plan.Output(0)[0];
    }

    /// <summary>Counts the loss of the last batch together with others.</summary>
    public void AddTo(LossTally tally) => outputs.AddTo(tally, plan);

    /// <summary>Each kernel with its costs and its time over some steps on the batch and the noise of the last one.</summary>
    public ImmutableArray<PlannedKernel> Profile(int runs) => plan.Profile(runs);

    /// <summary>Each kernel of the step.</summary>
    public override string ToString() => plan.ToString();
}
