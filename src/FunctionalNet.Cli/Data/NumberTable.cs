using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>A CSV file of numbers, some columns of which are targets: given by a path and <c>--target</c>.</summary>
internal sealed record NumberTable
{
    /// <summary>Gets the input columns of the model, in order; none if its file does not record them: then they are the table's.</summary>
    public ImmutableArray<Column> Wanted { get; init; } = [];

    /// <summary>Gets the texts that the model takes; null if it takes none.</summary>
    public TextInput? Texts { get; init; }

    /// <summary>Gets the columns of the targets, by name or by index from 0.</summary>
    public ImmutableArray<string> Answers { get; init; } = [];

    /// <summary>Gets the names of classes; in the target column they are converted to their indices.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Gets a value indicating whether numbers have a decimal comma.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>Gets the name of the file in remarks, if it is not its path.</summary>
    public string? Called { get; init; }

    /// <summary>The input columns [n, columns], and the targets, if any: [n] for one column, [n, k] for several.</summary>
    /// <param name="path">The file. Its first line is a header if none of its cells is a number.</param>
    public Either<Error, (Tensor<float> Others, Option<Tensor<float>> Answers)> Load(string path) =>
        from numbers in Csv.Numbers(path, new() { DecimalComma = DecimalComma })
        from places in Places(numbers)
        from inputs in Matched(Called ?? path, numbers, numbers.Inputs.RemoveRange(places))
        from others in Columns(path, numbers, inputs)
        from wanted in places.IsEmpty ? Option<Tensor<float>>.None : Answered(path, numbers, places).Map(Prelude.Some)
        select (others, wanted);

    /// <summary>The text of a target in the table; null if it is not known.</summary>
    /// <param name="path">The file.</param>
    /// <param name="index">Its index, row by row.</param>
    public string? Text(string path, int index) =>
        Csv.Numbers(path, new() { DecimalComma = DecimalComma })
            .Bind(numbers =>
                Places(numbers)
                    .Map(places =>
                        CsvFile.Text(path, numbers, places[index % places.Length].Name, index / places.Length)
                        ?? string.Empty
                    )
            )
            .MatchUnsafe(Right: text => text.Length > 0 ? text : null, Left: _ => null);

    /// <summary>The error of an option that only tables have, for samples that are none; null if none is given.</summary>
    /// <param name="path">The samples.</param>
    /// <param name="what">What they are.</param>
    public Error? Unread(string path, string what) =>
        !Answers.IsEmpty ? Error.New($"--target names a column of a table, and {path} is {what}: leave it out")
        : DecimalComma ? Error.New($"--decimal-comma is for tables, and {path} is {what}: leave it out")
        : null;

    /// <summary>Whether each line of a file is a text for the model, and the file no table.</summary>
    public bool IsText(string path) =>
        Texts is { } texts
        && Answers.IsEmpty
        && !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
        && !texts.IsColumnOf(path);

    // By name if both sides have names; else by order, which is printed.
    private Either<Error, ImmutableArray<Column>> Matched(string path, CsvSchema numbers, ImmutableArray<Column> others)
    {
        if (Wanted.IsEmpty)
        {
            return others;
        }

        string[] names = [.. others.Select(column => column.Name)];
        if (!numbers.HasHeader)
        {
            ProgressOutput.Remark(
                $"{path} has no header: its columns are taken for {Listing.Of(Wanted.Select(column => column.Name))}, in this order"
            );
            return others.Length == Wanted.Length
                ? (ImmutableArray<Column>)
                    [
                        .. Wanted.Zip(
                            names,
                            (wanted, name) =>
                                wanted.Values.IsEmpty ? Column.Number(name)
                                : wanted.Width == 1 ? Column.Ordinal(name, wanted.Values)
                                : Column.Category(name, wanted.Values)
                        ),
                    ]
                : others;
        }

        string[] absent = [.. Wanted.Select(column => column.Name).Except(names, StringComparer.Ordinal)];
        if (absent.Length > 0)
        {
            return Error.New(
                $"{path} has no column {Listing.Of(absent)}, which the model takes, among {Listing.Of(names)}{Suggestion.After(absent[0], names)}; where all are there under other names, leave the header out, and they are taken as they stand"
            );
        }

        string[] left = [.. names.Except(Wanted.Select(column => column.Name), StringComparer.Ordinal)];
        if (left.Length > 0)
        {
            ProgressOutput.Remark($"columns of {path} that the model does not take: {Listing.Of(left)}");
        }

        return Wanted;
    }

    /// <summary>The columns of the targets.</summary>
    public Either<Error, ImmutableArray<Column>> Places(CsvSchema numbers)
    {
        string[] names = [.. numbers.Inputs.Select(column => column.Name)];
        int[] places = [.. Answers.Select(answer => Place(names, answer))];
        var unknown = Array.IndexOf(places, -1);
        return unknown < 0
            ? (ImmutableArray<Column>)[.. places.Select(place => numbers.Inputs[place])]
            : Error.New(
                numbers.HasHeader
                    ? $"no column {Answers[unknown]} among {string.Join(", ", names)}{Suggestion.After(Answers[unknown], names)}"
                    : $"no column {Answers[unknown]}; the columns are numbered from 0 to {names.Length - 1}"
            );
    }

    private static int Place(string[] names, string answer)
    {
        var named = Array.IndexOf(names, answer);
        return named >= 0 ? named
            : int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            && place < names.Length
                ? place
            : -1;
    }

    private Either<Error, Tensor<float>> Answered(string path, CsvSchema numbers, ImmutableArray<Column> columns) =>
        (
            columns.Length == 1 && AreNumbers
                ? Columns(path, numbers, [Column.Ordinal(columns[0].Name, Labels)])
                : Columns(path, numbers, columns)
                    .BindLeft(error =>
                        Labels.IsEmpty
                            ? error
                            : Columns(path, numbers, [.. columns.Select(column => Column.Ordinal(column.Name, Labels))])
                                .MapLeft(other => HoldNumbers(path, numbers, columns) ? error : other)
                    )
        ).Map(read => columns.Length > 1 ? read : read.Reshape(new(read.Shape[0])));

    // Whether classes are named by numbers other than their indices, such as -1 and 1, or identifiers of any length.
    private bool AreNumbers =>
        !Labels.IsEmpty
        && Labels.All(label => ExactNumber.Of(label, decimalComma: false) is not null)
        && !Labels.SequenceEqual(ClassNames.Numbers(Labels.Length), StringComparer.Ordinal);

    // Some of which may be missing: then the line without a number is wrong, not the first one without a name.
    private static bool HoldNumbers(string path, CsvSchema numbers, ImmutableArray<Column> columns) =>
        Columns(path, numbers, [.. columns.Select(column => Column.Number(column.Name))]).IsRight;

    private static Either<Error, Tensor<float>> Columns(
        string path,
        CsvSchema numbers,
        ImmutableArray<Column> columns
    ) =>
        Csv.Load(
                path,
                new()
                {
                    HasHeader = numbers.HasHeader,
                    Separator = numbers.Separator,
                    DecimalComma = numbers.DecimalComma,
                    Inputs = columns,
                }
            )
            .Map(data => data.Inputs);
}
