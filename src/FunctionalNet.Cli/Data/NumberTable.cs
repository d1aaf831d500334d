using System.Collections.Immutable;
using System.Globalization;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>A CSV file of numbers, some columns of which are right answers: what commands are told by a path and <c>--target</c>.</summary>
internal static class NumberTable
{
    /// <summary>The other columns [n, columns], and the answers, if any: [n] for one column, [n, k] for several.</summary>
    /// <param name="path">The file. Its first line is a header if none of its cells is a number.</param>
    /// <param name="answers">The columns of the answers, by name or by place from 0.</param>
    /// <param name="labels">The names of classes that answers may be called by; they become their numbers.</param>
    /// <param name="decimalComma">Whether numbers have a decimal comma.</param>
    public static Either<Error, (Tensor<float> Others, Option<Tensor<float>> Answers)> Load(
        string path,
        ImmutableArray<string> answers,
        ImmutableArray<string> labels,
        bool decimalComma
    ) =>
        from numbers in Csv.Numbers(path, new() { DecimalComma = decimalComma })
        from places in Places(numbers, answers)
        from others in Columns(path, numbers, numbers.Inputs.RemoveRange(places))
        from wanted in places.IsEmpty
            ? Option<Tensor<float>>.None
            : Answers(path, numbers, places, labels).Map(Prelude.Some)
        select (others, wanted);

    private static Either<Error, ImmutableArray<Column>> Places(CsvSchema numbers, ImmutableArray<string> answers)
    {
        string[] names = [.. numbers.Inputs.Select(column => column.Name)];
        int[] places = [.. answers.Select(answer => Place(names, answer))];
        var unknown = Array.IndexOf(places, -1);
        return unknown < 0
            ? (ImmutableArray<Column>)[.. places.Select(place => numbers.Inputs[place])]
            : Error.New(
                numbers.HasHeader
                    ? $"no column {answers[unknown]} among {string.Join(", ", names)}"
                    : $"no column {answers[unknown]}; the columns are numbered from 0 to {names.Length - 1}"
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

    private static Either<Error, Tensor<float>> Answers(
        string path,
        CsvSchema numbers,
        ImmutableArray<Column> columns,
        ImmutableArray<string> labels
    ) =>
        Columns(path, numbers, columns)
            .Match(
                Right: Prelude.Right<Error, Tensor<float>>,
                Left: error =>
                    labels.IsEmpty
                        ? error
                        : Columns(path, numbers, [.. columns.Select(column => Column.Ordinal(column.Name, labels))])
            )
            .Map(read => columns.Length > 1 ? read : read.Reshape(new(read.Shape[0])));

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
            .Map(data => data.Inputs)
            .MapLeft(error =>
                Error.New(error.Message.Replace("set DecimalComma", "say --decimal-comma", StringComparison.Ordinal))
            );
}
