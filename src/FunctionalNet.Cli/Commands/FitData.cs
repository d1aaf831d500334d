using System.Collections.Immutable;
using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The samples of a fine-tuning in the shapes that its model and its loss take.</summary>
internal static class FitData
{
    /// <summary>The samples, and the names of the classes: those of the file, or else the texts of the target column.</summary>
    public static Either<Error, (Dataset<float> Samples, ImmutableArray<string> Labels)> Of(
        FineTuning plan,
        string input,
        OnnxModel file,
        Model<float> model
    ) =>
        from columns in InputColumns.Of(file.Metadata, ModelSamples.AreArrays(plan.Data))
        let given = model.Predict(new Tensor<float>(new Shape(1).Append(model.Input))).Shape[1..]
        let table = new NumberTable { Wanted = columns, DecimalComma = plan.DecimalComma }
        from labels in file.Labels.IsEmpty && plan is { TakesLabels: true, Target: { } target } && given.Rank > 0
            ? TextLabels.Of(plan.Data, table with { Answers = [.. target.Split(',')] }, given[^1].Size)
            : file.Labels
        from samples in ModelSamples.Of(
            [new(input, new(new Shape(Dim.Named("batch")).Append(model.Input)))],
            table with
            {
                Labels = labels,
            },
            plan.Data,
            plan.Target,
            plan.Sizes
        )
        from data in samples.Targets is { } targets
            ? Of(plan, given, samples, targets)
            : Error.New("there is nothing to learn: name the right answers with --target")
        select (data, labels);

    // Labels stay labels; numbers are reshaped to the model's output.
    private static Either<Error, Dataset<float>> Of(
        FineTuning plan,
        Shape given,
        ModelSamples samples,
        Tensor<float> targets
    )
    {
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
            && LabelException.Find(new(nameof(SoftmaxCrossEntropy), given[^1].Size, ignore), shaped, samples.Written)
                is { } wrong
            ? Error.New($"{wrong.Text} is no label: {wrong.Message}")
            : new Dataset<float>(samples.Inputs, shaped);
    }
}
