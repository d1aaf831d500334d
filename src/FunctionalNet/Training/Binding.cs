using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Binds the variables of a composed training to their values: those of the batch, of the state, and the noise that is drawn.
/// </summary>
internal static class Binding
{
    /// <summary>All inputs of the graphs of a step, in order.</summary>
    /// <exception cref="ArgumentException">A variable has no value: the state belongs to another training.</exception>
    /// <exception cref="ShapeException">A value has another shape: the batch does not have the sample shape that the state was created
    /// for.</exception>
    public static Tensor<T>[] Bind<T>(this StepGraph step, TrainState<T> state, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        step.Bind(state.Values, new(state.Key, state.Step), batch, state.Input);

    /// <summary>The same with other values instead of those of the state.</summary>
    public static Tensor<T>[] Bind<T>(
        this StepGraph step,
        IReadOnlyDictionary<string, Tensor<T>> values,
        StepNoise noise,
        Batch<T> batch,
        Shape sample
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireSamples(sample, batch.Inputs.Shape);
        return
        [
            batch.Inputs,
            batch.Targets,
            .. step.Variables.Select(variable =>
                variable.Variable!.Kind == VariableKind.Noise
                    ? noise.Draw<T>(variable.Variable, batch.Count)
                    : step.Value(variable, values, sample)
            ),
        ];
    }

    /// <summary>Rejects a state whose sample shape includes a batch axis, which layers that accept any shape would not detect.</summary>
    /// <param name="sample">The shape of one input that the state was created for.</param>
    /// <param name="inputs">The shape of the inputs of a batch.</param>
    /// <exception cref="ShapeException">The shapes have the same rank, and differ at most in the first axis.</exception>
    public static void RequireSamples(Shape sample, Shape inputs)
    {
        if (sample.Rank > 0 && sample.Rank == inputs.Rank && sample[1..] == inputs[1..])
        {
            throw new ShapeException(
                "Init",
                $"the state was made for samples of {sample}, but those of the batch are {inputs[1..]}",
                $"give Init the shape of one sample, without the batch: training.Init(key, {inputs[1..]}), or data.InputShape"
            );
        }
    }

    /// <summary>The value of a state variable.</summary>
    public static Tensor<T> Value<T>(
        this StepGraph step,
        Expr variable,
        IReadOnlyDictionary<string, Tensor<T>> values,
        Shape sample
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = values.GetValueOrDefault(variable.Variable!.Path);
        step.Check(variable, value?.Shape, sample);
        return value!;
    }

    /// <summary>Throws if a value does not have the shape of a variable.</summary>
    /// <param name="step">The step that reads it.</param>
    /// <param name="variable">The state variable.</param>
    /// <param name="found">The shape of its value; null if it has none.</param>
    /// <param name="sample">The shape of one input that the state was created for.</param>
    /// <exception cref="ArgumentException">It has no value: the state belongs to another training.</exception>
    /// <exception cref="ShapeException">It has another shape: the batch does not have the sample shape that the state was created
    /// for.</exception>
    public static void Check(this StepGraph step, Expr variable, Shape? found, Shape sample)
    {
        if (found is null)
        {
            throw Foreign($"{variable.Variable}");
        }

        if (found != variable.Shape)
        {
            throw new ShapeException(
                $"{step.Kind}",
                $"with inputs of {step.Input.Shape}, {variable.Variable} would have the shape {variable.Shape}, but the state has {found}",
                $"give batches of {new Shape(Dim.Named("n")).Append(sample)}, or make a new state with Init for {step.Input.Shape[1..]}"
            );
        }
    }

    /// <summary>The error for a state without a value for a variable.</summary>
    public static ArgumentException Foreign(string variable) =>
        new(
            $"The state has no value for {variable}: it is the state of another training. Start from this training's own Init.",
            nameof(variable)
        );
}
