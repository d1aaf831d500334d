using System.Collections.Immutable;
using FunctionalNet.Cli.Commands;
using FunctionalNet.Cli.Display;
using LanguageExt;
using LanguageExt.Common;
using static System.FormattableString;

namespace FunctionalNet.Cli.Data;

/// <summary>The names of classes in a target column of texts, for a classifier whose file does not name them.</summary>
internal static class TextLabels
{
    /// <summary>The distinct texts in ordinal order, as in <c>fnet train</c>, which is told; none if the column is of numbers.</summary>
    /// <param name="data">The samples; only a table has texts.</param>
    /// <param name="table">Its format, and the target.</param>
    /// <param name="classes">The number of classes of the model.</param>
    public static Either<Error, ImmutableArray<string>> Of(FileSystemInfo data, NumberTable table, int classes) =>
        !data.Exists || ModelSamples.AreArrays(data)
            ? ImmutableArray<string>.Empty
            : from numbers in Csv.Numbers($"{data}", new() { DecimalComma = table.DecimalComma })
            from targets in table.Places(numbers)
            from texts in targets is [var one] ? Texts($"{data}", one, numbers) : ImmutableArray<string>.Empty
            from labels in texts.IsEmpty ? texts : Counted($"{data}", targets[0], texts, classes)
            select labels;

    private static Either<Error, ImmutableArray<string>> Texts(string path, Column target, CsvSchema numbers) =>
        Csv.Infer(
                path,
                target.Name,
                known: new() { DecimalComma = numbers.DecimalComma, Inputs = numbers.Inputs.Remove(target) }
            )
            .Map(schema => schema.Target!.Values);

    private static Either<Error, ImmutableArray<string>> Counted(
        string path,
        Column target,
        ImmutableArray<string> texts,
        int classes
    )
    {
        if (texts.Length != classes)
        {
            return Error.New(
                Invariant(
                    $"{path}: column {target.Name} has {texts.Length} different texts, {Listing.Of(texts)}, and the model has {classes} classes, without names in its file: write the numbers of its classes, from 0, or give the file their names, as a JSON array under labels in its metadata"
                )
            );
        }

        ProgressOutput.Remark(
            $"the file does not name its classes: those of column {target.Name} are taken in the order of their names, {Listing.Of(texts)}, for 0 to {classes - 1}, and are written into the fitted file"
        );
        return texts;
    }
}
