using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Samples from CSV files, in memory or from disk.</summary>
public static class Csv
{
    private const int MostValues = 1_000;

    /// <summary>All samples of a file: inputs [n, width], targets [n], or [n, values] for a category; zeros without a target.</summary>
    /// <returns>The samples; or the file, line, column and cell that is wrong, or the column that is not there.</returns>
    /// <example><code>
    /// Either&lt;Error, Dataset&lt;float&gt;&gt; iris = Csv.Infer("iris.csv", "species").Bind(schema => Csv.Load("iris.csv", schema));
    /// </code></example>
    public static Either<Error, Dataset<float>> Load(string path, CsvSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var inputs = new List<float>();
        var targets = new List<float>();
        var width = schema.Target?.Width ?? 1;
        return CsvRows
            .Open(path, schema)
            .Bind(rows =>
            {
                using (rows)
                {
                    var (input, target) = (new float[schema.Width], new float[width]);
                    for (var next = rows.Next(input, target); ; next = rows.Next(input, target))
                    {
                        if (next.IsLeft || !next.IfLeft(false))
                        {
                            return next.Bind(_ => Whole(path, schema, inputs, targets, width));
                        }

                        inputs.AddRange(input);
                        targets.AddRange(target);
                    }
                }
            });
    }

    /// <summary>Batches that are read from the file as they are asked for, in its order; memory holds one at a time.</summary>
    /// <remarks>The file is read through once before, so that it is known to be right and how many samples it has.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="size">The number of samples of a batch; the last may have fewer.</param>
    /// <returns>The batches, for a training as they are or in a shuffled window; or what is wrong in the file.</returns>
    /// <example><code>
    /// CsvSchema schema = Csv.Infer("large.csv", target: "price").OrThrow();
    /// var batches = Csv.Stream("large.csv", schema, size: 256).OrThrow().ShuffleWindow(10_000, key: 1).Prefetch();
    /// </code></example>
    public static Either<Error, Batches<float>> Stream(string path, CsvSchema schema, int size)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return Count(path, schema)
            .Map(count => new Batches<float>(
                _ => Batches(path, schema, size),
                count,
                size,
                new(schema.Width),
                $"{count} samples [{schema.Width}] of {Path.GetFileName(path)}, batches of {size}"
            ));
    }

    /// <summary>
    /// The schema that a file seems to have: columns whose cells are numbers or missing are numbers, others are categories of the values
    /// that they have. The first line is a header if none of its cells is a number.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The name of the target, or its place from 0 without a header; null for none. If it is not of numbers, it is a label.</param>
    /// <param name="isLabel">Whether the target is a label although it is of numbers.</param>
    /// <returns>The schema, or what is wrong in the file; a column with more than 1,000 values that are no numbers, too.</returns>
    /// <example><code>CsvSchema schema = Csv.Infer("iris.csv", target: "species").OrThrow();</code></example>
    public static Either<Error, CsvSchema> Infer(string path, string? target = null, bool isLabel = false) =>
        First(
            path,
            csv => Names(path, csv).Bind(first => Inferred(path, csv, first.IsHeader, first.Names, target, isLabel))
        );

    /// <summary>
    /// The schema of a file of numbers alone: each of its columns, none of whose cells may be missing. The first line is a header if none of
    /// its cells is a number. Only that line is read.
    /// </summary>
    /// <returns>The schema, or why the file cannot be read.</returns>
    /// <example><code>CsvSchema schema = Csv.Numbers("pixels.csv").OrThrow();</code></example>
    public static Either<Error, CsvSchema> Numbers(string path) =>
        First(
            path,
            csv =>
                Names(path, csv)
                    .Map(first => new CsvSchema
                    {
                        HasHeader = first.IsHeader,
                        Inputs = [.. first.Names.Select(name => Column.Number(name, missing: null))],
                    })
        );

    private static Either<Error, CsvSchema> First(string path, Func<CsvReader, Either<Error, CsvSchema>> read) =>
        CsvRows
            .Reader(path, separator: null)
            .Bind(csv =>
            {
                using (csv)
                {
                    try
                    {
                        return read(csv);
                    }
                    catch (Exception e) when (e is FormatException or IOException)
                    {
                        return Error.New($"{path}: {e.Message}");
                    }
                }
            });

    // The names of a header, or places from 0.
    private static Either<Error, (bool IsHeader, string[] Names)> Names(string path, CsvReader csv)
    {
        if (!csv.Read())
        {
            return Error.New($"{path} is empty");
        }

        var isHeader = !Enumerable.Range(0, csv.FieldCount).Any(i => csv.TryParse<double>(i, out _));
        return (
            isHeader,
            (string[])[.. Enumerable.Range(0, csv.FieldCount).Select(i => isHeader ? csv.GetString(i) : $"{i}")]
        );
    }

    private static Either<Error, CsvSchema> Inferred(
        string path,
        CsvReader csv,
        bool isHeader,
        string[] names,
        string? target,
        bool isLabel
    )
    {
        var guess = new CsvSchema { Inputs = [] };
        var wanted = Array.IndexOf(names, target);
        if (target is not null && wanted < 0)
        {
            return Error.New($"{path} has no column {target} among {Differences.Some(names)}");
        }

        var values = names.Select(_ => new SortedSet<string>(StringComparer.Ordinal)).ToArray();
        var isNumber = names.Select(_ => true).ToArray();
        for (var more = !isHeader || csv.Read(); more; more = csv.Read())
        {
            for (var i = 0; i < Math.Min(names.Length, csv.FieldCount); i++)
            {
                var cell = csv.GetString(i);
                if (guess.Missing.Contains(cell, StringComparer.Ordinal))
                {
                    continue;
                }

                isNumber[i] &= csv.TryParse<double>(i, out _);
                if (values[i].Count <= MostValues)
                {
                    values[i].Add(cell);
                }
            }
        }

        string[] many =
        [
            .. names.Where((_, i) => (!isNumber[i] || (isLabel && i == wanted)) && values[i].Count > MostValues),
        ];
        return many.Length > 0
            ? Error.New($"{path}: column {many[0]} has more than {MostValues:N0} values and is not of numbers")
            : new CsvSchema
            {
                HasHeader = isHeader,
                Inputs = [.. names.Index().Where(name => name.Index != wanted).Select(Guessed)],
                Target =
                    wanted < 0 ? null
                    : isNumber[wanted] && !isLabel ? Column.Number(names[wanted], missing: null)
                    : Column.Ordinal(names[wanted], Sorted(values[wanted])),
            };

        Column Guessed((int Index, string Item) name) =>
            isNumber[name.Index] ? Column.Number(name.Item) : Column.Category(name.Item, values[name.Index]);
    }

    // Labels 0, 1, ..., 10 in the order of numbers.
    private static IEnumerable<string> Sorted(SortedSet<string> values) =>
        values.All(value => double.TryParse(value, CultureInfo.InvariantCulture, out _))
            ? values.OrderBy(value => double.Parse(value, CultureInfo.InvariantCulture))
            : values;

    private static Either<Error, Dataset<float>> Whole(
        string path,
        CsvSchema schema,
        List<float> inputs,
        List<float> targets,
        int width
    )
    {
        var count = targets.Count / width;
        return count == 0 ? Error.New($"{path} has no rows")
            : (long)count * schema.Width > Array.MaxLength
                ? Error.New($"{path} is too large for memory: use Csv.Stream")
            : new Dataset<float>(
                new(Shape.Of(count, schema.Width), [.. inputs]),
                new(new Shape(count).Append(schema.TargetShape), [.. targets])
            );
    }

    private static Either<Error, int> Count(string path, CsvSchema schema) =>
        CsvRows
            .Open(path, schema)
            .Bind<int>(rows =>
            {
                using (rows)
                {
                    var (input, target) = (new float[schema.Width], new float[schema.Target?.Width ?? 1]);
                    for (var count = 0; ; count++)
                    {
                        var next = rows.Next(input, target);
                        if (next.IsLeft || !next.IfLeft(false))
                        {
                            return next.Bind<int>(_ => count > 0 ? count : Error.New($"{path} has no rows"));
                        }
                    }
                }
            });

    private static IEnumerable<Batch<float>> Batches(string path, CsvSchema schema, int size)
    {
        using var rows = CsvRows.Open(path, schema).OrThrow();
        var width = schema.Target?.Width ?? 1;
        var (inputs, targets) = (new float[size * schema.Width], new float[size * width]);
        for (var isOver = false; !isOver; )
        {
            var count = 0;
            while (
                count < size
                && rows.Next(inputs.AsSpan(count * schema.Width, schema.Width), targets.AsSpan(count * width, width))
                    .OrThrow()
            )
            {
                count++;
            }

            isOver = count < size;
            if (count > 0)
            {
                yield return Batch.Of<float>(
                    new(Shape.Of(count, schema.Width), inputs.AsSpan(0, count * schema.Width)),
                    new(new Shape(count).Append(schema.TargetShape), targets.AsSpan(0, count * width))
                );
            }
        }
    }
}
