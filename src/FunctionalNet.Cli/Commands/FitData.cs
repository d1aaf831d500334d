using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>The samples of a fine-tuning in the shapes that its model and its loss take.</summary>
internal static class FitData
{
    public static Either<Error, Dataset<float>> Of(
        FineTuning plan,
        string input,
        ImmutableArray<string> labels,
        Model<float> model
    ) =>
        ModelSamples
            .Of(
                [new(input, new(new Shape(Dim.Named("batch")).Append(model.Input)))],
                labels,
                plan.Data,
                plan.Target,
                plan.DecimalComma
            )
            .Bind(samples =>
                samples.Targets is { } targets
                    ? Of(plan, model, samples.Inputs, targets)
                    : Error.New("there is nothing to learn: name the right answers with --target")
            );

    // Labels stay labels; numbers take the shape of what the model gives.
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

        return plan.TakesLabels && Wrong(targets, given[^1].Size) is { } label
            ? Error.New(Invariant($"{label} is no label: the model tells the classes 0 to {given[^1].Size - 1}"))
            : new Dataset<float>(inputs, Tensor.Of(new Shape(targets.Shape[0]).Append(wanted), targets.Span.ToArray()));
    }

    private static float? Wrong(Tensor<float> labels, int classes)
    {
        foreach (var label in labels.Span)
        {
            if (!float.IsInteger(label) || label < 0 || label >= classes)
            {
                return label;
            }
        }

        return null;
    }
}
