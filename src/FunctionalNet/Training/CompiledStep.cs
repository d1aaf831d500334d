using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A training step compiled for one shape of batch, with memory for the batch and the noise.</summary>
internal sealed unsafe class CompiledStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly PinnedMemory<T> inputs;
    private readonly PinnedMemory<T> targets;
    private readonly ImmutableArray<(Variable Variable, PinnedMemory<T> Memory)> noise;

    private CompiledStep(Trace trace, Expr input, Expr target, Expr loss, Team team)
    {
        (Input, Target) = (input, target);
        State = [.. trace.Variables.Where(v => v.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot)];
        plan = Plan<T>.Compile(
            new Graph([input, target, .. trace.Variables], [loss]),
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

    public static CompiledStep<T> Of(Training<T> training, Shape inputs, Shape targets)
    {
        var (trace, input, target, loss) = training.Compose(inputs, targets);
        return new CompiledStep<T>(trace, input, target, loss, training.Team);
    }

    /// <summary>Says where parameters and slots lie.</summary>
    public void Bind(IReadOnlyDictionary<string, Tensor<T>> values)
    {
        foreach (var variable in State)
        {
            plan.Bind(variable, values[variable.Variable!.Path].Pointer);
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

    /// <summary>Each kernel of the step.</summary>
    public override string ToString() => plan.ToString();
}
