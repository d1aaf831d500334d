using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>The samples of a fine-tuning in the shapes that its model and its loss take.</summary>
internal static class FitData
{
    public static Either<Error, Dataset<float>> Of(FineTuning plan, string input, OnnxModel file, Model<float> model) =>
        InputColumns
            .Of(file.Metadata, ModelSamples.AreArrays(plan.Data))
            .Bind(columns =>
                ModelSamples.Of(
                    [new(input, new(new Shape(Dim.Named("batch")).Append(model.Input)))],
                    new()
                    {
                        Wanted = columns,
                        Labels = file.Labels,
                        DecimalComma = plan.DecimalComma,
                    },
                    plan.Data,
                    plan.Target,
                    plan.Sizes
                )
            )
            .Bind(samples =>
                samples.Targets is { } targets
                    ? Of(plan, model, samples.Inputs, targets)
                    : Error.New("there is nothing to learn: name the right answers with --target")
            );

    // Labels stay labels; numbers are reshaped to the model's output.
    private static Either<Error, Dataset<float>> Of(
        FineTuning plan,
        Model<float> model,
        Tensor<float> inputs,
        Tensor<float> targets
    )
    {
        var zeros = new float[model.Input.Size];
        var given = model.Predict(Tensor.Of(new Shape(1).Append(model.Input), zeros)).Shape[1..];
        var wanted = plan.TakesLabels && given.Rank > 0 ? given[..^1] : given;
        var there = targets.Shape[1..].Size;
        if (there != wanted.Size)
        {
            return Error.New(
                $"{plan.Loss} takes {wanted.Size} numbers a sample for what the model gives ({given}), --target names {there}"
            );
        }

        if (plan.TakesLabels && given is [.., { Size: 1 }])
        {
            return Error.New(
                $"{plan.Loss} tells classes apart, but the model gives one number ({given}): take --loss binary-cross-entropy"
            );
        }

        var shaped = Tensor.Of(new Shape(targets.Shape[0]).Append(wanted), targets.Span.ToArray());
        return
            plan.Loss is SoftmaxCrossEntropy { Ignore: var ignore }
            && LabelException.Find(new(nameof(SoftmaxCrossEntropy), given[^1].Size, ignore), shaped) is { } wrong
            ? Error.New(Invariant($"{wrong.Label} is no label: {wrong.Message}"))
            : new Dataset<float>(inputs, shaped);
    }
}
