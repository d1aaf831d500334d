using System.Collections.Immutable;
using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The split of what a source gives into samples for training and held-out ones.</summary>
internal static class Split
{
    /// <summary>A table, with remarks on what its columns were taken for.</summary>
    public static Either<Error, Samples> Of(Dataset<float> data, CsvSchema schema, RecipeData recipe) =>
        Of(data, schema.Target!.Values, recipe, InputForm.Table(schema.Inputs))
            .Map(samples =>
                samples with
                {
                    Remarks =
                    [
                        Taken(schema),
                        .. MissingCells.Told(data.Inputs, schema.Inputs, recipe.Filling),
                        .. schema.Lost,
                    ],
                }
            );

    /// <summary>Samples of which the recipe says what share is held out.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="labels">The names of the classes; none if targets are numbers.</param>
    /// <param name="recipe">The data of the recipe.</param>
    /// <param name="form">The meaning of the numbers of a sample; null if unknown.</param>
    public static Either<Error, Samples> Of(
        Dataset<float> data,
        IEnumerable<string> labels,
        RecipeData recipe,
        InputForm? form = null
    )
    {
        ImmutableArray<string> names = [.. labels];
        if (data.Count < 2)
        {
            return Error.New($"of {data.Count} samples none can be held out while others are learned from");
        }

        if (names.Length == 1)
        {
            return Error.New($"all {data.Count} samples have the label {names[0]}: classes are two or more");
        }

        // The output of a model is one row per sample, [n, 1] for a number.
        var all =
            names.IsEmpty && data.Targets.Shape.Rank == 1
                ? data.WithTargets(targets => targets.Reshape(new(targets.Length, 1)))
                : data;

        // The same split for every seed, so that runs can be compared.
        var (learned, heldOut) = all.HoldOut(recipe.HoldOut, key: 0, stratify: !names.IsEmpty);
        return new Samples(learned, heldOut, names, null) { Form = form };
    }

    /// <summary>Images with a test set of their own.</summary>
    public static Either<Error, Samples> Given(
        Either<Error, (Dataset<float> Train, Dataset<float> Test)> parts,
        string[] labels
    ) =>
        parts.Map(part => new Samples(part.Train, part.Test, [.. labels], null)
        {
            Form = Pixels.Of(part.Train.InputShape),
        });

    private static string Taken(CsvSchema schema)
    {
        var names = schema.Inputs.ToLookup(column => column.Values.IsEmpty, column => column.Name);
        return string.Join(
            "; ",
            (
                (string[])
                    [
                        schema.Target is { Values: { IsEmpty: false } values } label
                            ? FormattableString.Invariant(
                                $"target {label.Name}: labels of {values.Length:N0} classes, {Listing.Of(values)}"
                            )
                            : $"target {schema.Target!.Name}: numbers",
                        names[true].Any() ? $"numbers: {Listing.Of(names[true])}" : string.Empty,
                        names[false].Any() ? $"categories: {Listing.Of(names[false])}" : string.Empty,
                    ]
            ).Where(part => part.Length > 0)
        );
    }
}
