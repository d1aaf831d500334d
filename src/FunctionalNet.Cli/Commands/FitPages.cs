using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cli.Recipes;
using FunctionalNet.Cli.Reports;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The additional outputs of a fine-tuning.</summary>
internal static class FitPages
{
    /// <summary>Writes the page, if requested.</summary>
    public static Either<Error, Unit> Write(
        FineTuning plan,
        ImmutableArray<string> labels,
        Model<float> fitted,
        (Dataset<float> Learned, Dataset<float> Judged) data,
        FitOutcome course,
        IReadOnlyList<EpochNorms> norms
    ) => plan.Options.Report.Length == 0 ? Unit.Default : Page(plan, labels, fitted, data, course, norms);

    /// <summary>The fine-tuning as a recipe.</summary>
    public static Recipe RecipeOf(FineTuning plan, Model<float> model) =>
        new()
        {
            Name = Path.GetFileNameWithoutExtension(plan.Model),
            Description = $"{plan.Model}, fitted on {plan.Data}.",
            Data = new(),
            Model = $"{model.Layer}",
            Loss = $"{plan.Loss}",
            Optimizer = $"{plan.Optimizer}",
            Epochs = plan.Epochs,
            Batch = plan.Batch,
            Seed = plan.Options.Seed ?? 0,
        };

    private static Either<Error, Unit> Page(
        FineTuning plan,
        ImmutableArray<string> labels,
        Model<float> fitted,
        (Dataset<float> Learned, Dataset<float> Judged) data,
        FitOutcome course,
        IReadOnlyList<EpochNorms> norms
    )
    {
        var scores = TrainingRun.Predicted(fitted, data.Judged.Inputs);
        var classes = plan.TakesLabels && scores.Shape.Rank == 2 ? scores.Shape[1].Size : 0;
        ImmutableArray<string> names =
            labels.Length == classes
                ? labels
                : [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        return TrainingReport.Write(
            plan.Options.Report,
            RecipeOf(plan, fitted),
            new Samples(data.Learned, data.Judged, names, null),
            course.Last,
            course.Epochs,
            norms,
            scores
        );
    }
}
