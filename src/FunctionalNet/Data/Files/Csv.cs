using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Loads samples from CSV files, into memory or lazily from disk.</summary>
public static class Csv
{
    /// <summary>All samples of a file: inputs [n, width], targets [n], or [n, values] for a category; zeros without a target.</summary>
    /// <returns>The samples; or the file, line, column and invalid cell, or the missing column.</returns>
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
                    Error? bad;
                    while (rows.Next(input, target, out bad))
                    {
                        // A list allocates at most twice its length, and is copied once.
                        if (ReadLimit.Exceeded(3.0 * sizeof(float) * (inputs.Count + targets.Count)) is { } wrong)
                        {
                            return Error.New($"{path}: {wrong}, or use Csv.Stream");
                        }

                        if ((long)inputs.Count + input.Length > Array.MaxLength)
                        {
                            return Error.New($"{path} has more numbers than an array holds: use Csv.Stream");
                        }

                        inputs.AddRange(input);
                        targets.AddRange(target);
                    }

                    return bad is null ? Whole(path, schema, inputs, targets, width) : bad;
                }
            });
    }

    /// <summary>Batches that are read lazily from the file, in its order; memory holds one at a time.</summary>
    /// <remarks>The file is read once before, to validate it and count its samples.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="size">The number of samples per batch; the last may be smaller.</param>
    /// <returns>The batches, to train in file order or shuffled within a window; or what is wrong in the file.</returns>
    /// <example><code>
    /// CsvSchema schema = Csv.Infer("large.csv", target: "price").OrThrow();
    /// var batches = Csv.Stream("large.csv", schema, size: 256).OrThrow().ShuffleBuffer(10_000, key: 1).Prefetch();
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
    /// Infers the schema of a file: columns whose cells are numbers or missing are numbers, others are categories of their values. The
    /// first line is a header if none of its cells is a number.
    /// </summary>
    /// <remarks>
    /// A column mostly of numbers that also has other cells is an error that shows the first of these: the reader cannot tell a typo from a
    /// category. So is a column whose cells are all numbers in another notation (12 %, 12:07, 1'000), or are all distinct, in more than
    /// three rows. Declared columns are not inferred. Numeric labels are equal if the numbers are: 1 and 1.0.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="target">The name of the target, or its index from 0 without a header; null for none. If it is not numeric, it is a
    /// label.</param>
    /// <param name="isLabel">Whether the target is a label although it is numeric.</param>
    /// <param name="known">Known properties: how cells are written, and declared columns, which are not inferred, among the inputs or as
    /// the target.</param>
    /// <returns>The schema, or what is wrong in the file, such as a non-numeric column with more than 1,000 values.</returns>
    /// <example><code>
    /// CsvSchema schema = Csv.Infer("iris.csv", target: "species").OrThrow();
    /// var german = Csv.Infer("messwerte.csv", known: new() { DecimalComma = true, Inputs = [Column.Category("Raum", "1", "2", "3a")] });
    /// </code></example>
    public static Either<Error, CsvSchema> Infer(
        string path,
        string? target = null,
        bool isLabel = false,
        CsvSchema? known = null
    ) => CsvInference.Of(path, target, isLabel, known ?? new());

    /// <summary>
    /// The schema of a file of numbers only: all of its columns, none of whose cells may be missing. The first line is a header if none of
    /// its cells is a number. Only that line is read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="known">How cells are written.</param>
    /// <returns>The schema, or why the file cannot be read.</returns>
    /// <example><code>CsvSchema schema = Csv.Numbers("pixels.csv").OrThrow();</code></example>
    public static Either<Error, CsvSchema> Numbers(string path, CsvSchema? known = null) =>
        CsvInference.Numbers(path, known ?? new());

    private static Either<Error, Dataset<float>> Whole(
        string path,
        CsvSchema schema,
        List<float> inputs,
        List<float> targets,
        int width
    )
    {
        var count = targets.Count / width;
        return count == 0
            ? Error.New($"{path} has no rows")
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
                    var count = 0;
                    Error? bad;
                    while (rows.Next(input, target, out bad))
                    {
                        count++;
                    }

                    return bad is not null ? bad
                        : count == 0 ? Error.New($"{path} has no rows")
                        : count;
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
            Error? bad = null;
            while (
                count < size
                && rows.Next(
                    inputs.AsSpan(count * schema.Width, schema.Width),
                    targets.AsSpan(count * width, width),
                    out bad
                )
            )
            {
                count++;
            }

            if (bad is not null)
            {
                throw new InvalidOperationException(bad.Message);
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
