namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Runs a training step in ONNX Runtime and in this library and compares every state.</summary>
internal static class StepAgreement
{
    private const int Steps = 5;

    /// <summary>
    /// Runs several steps on the first batch and the last step on the last batch, which may have another size if the batch axis is free.
    /// </summary>
    /// <param name="training">The model, loss and optimizer.</param>
    /// <param name="step">The exported step.</param>
    /// <param name="batches">Inputs and targets; the first pair is used for all steps but the last.</param>
    public static void Hold(
        Training<float> training,
        StepGraph step,
        params (Tensor<float> Inputs, Tensor<float> Targets)[] batches
    ) => Hold(training, step, 0, batches);

    /// <summary>The same, starting after a number of steps.</summary>
    public static void Hold(
        Training<float> training,
        StepGraph step,
        long before,
        params (Tensor<float> Inputs, Tensor<float> Targets)[] batches
    )
    {
        using var plan = OrtPlan<float>.Compile(step.ToGraph(), threads: 1).OrThrow();
        var ours = Behind(training.Init(11, batches[0].Inputs.Shape[1..]), before);
        var theirs = ours.Values.ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < Steps; i++)
        {
            var (inputs, targets) = i < Steps - 1 ? batches[0] : batches[^1];

            // Noise is drawn from (key, step, path), as a training session does.
            var noise = ours.Key.Split("noise").Split((ulong)ours.Step);
            Tensor<float>[] feed =
            [
                inputs,
                targets,
                .. step.Variables.Select(variable =>
                    variable.Variable!.Kind == VariableKind.Noise
                        ? Drawn(variable.Variable, inputs.Shape[0], noise.Split(variable.Variable.Path))
                        : theirs[variable.Variable.Path]
                ),
            ];
            var results = plan.Run(feed);
            ours = training.Step(ours, Batch.Of(inputs, targets));

            Samples.Close(Tensor.Scalar(ours.Loss), results[0], 1e-5);
            foreach (var (state, next) in step.Changing.Zip(results.Skip(1)))
            {
                var path = state.Variable!.Path;
                theirs[path] = next;
                Samples.Close(ours.Values[path], theirs[path], 1e-4);
            }
        }
    }

    private static TrainState<float> Behind(TrainState<float> state, long steps) =>
        steps == 0
            ? state
            : state with
            {
                Step = steps,
                Values = state.Values.SetItems([
                    new("step", Tensor.Scalar((float)steps)),
                    new("step/rest", Tensor.Scalar((float)(steps - (long)(float)steps))),
                ]),
            };

    private static Tensor<float> Drawn(Variable variable, Dim batch, Key key)
    {
        Shape shape = new([.. variable.Declared.Shape.Select(dim => dim.IsKnown ? dim : batch)]);
        var values = new float[shape.Size];
        variable.Initializer!.Fill<float>(shape, key, values);
        return new Tensor<float>(shape, values);
    }
}
