using System.Globalization;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>
/// Predictions as CSV: a row a sample, with its likeliest class where the model has classes, the numbers of the output, and
/// the right answer where it is known.
/// </summary>
internal sealed record PredictionTable(string[] Header, string[][] Rows, string Summary)
{
    /// <summary>Runs a model on samples.</summary>
    public static PredictionTable Of(OnnxPredictor model, Tensor<float> samples, float[]? target)
    {
        var scores = model.Predict(samples);
        var count = samples.Shape[0].Size;
        var width = scores.Length / count;
        var isClassifier = width > 1 && scores.Shape.Rank == 2;
        string[] names =
            isClassifier && model.Labels.Length == width
                ? [.. model.Labels]
                : [.. Enumerable.Range(0, width).Select(Text)];
        string[] Row(int i) =>
            [
                .. isClassifier ? [names[Prediction.Largest(scores, i)]] : Array.Empty<string>(),
                .. scores.Span.Slice(i * width, width).ToArray().Select(Text),
                .. target is null ? [] : new[] { Text(target[i]) },
            ];
        return new(
            [
                .. isClassifier ? ["prediction"] : Array.Empty<string>(),
                .. names.Select(name => width == 1 ? model.Outputs[0].Name : $"{model.Outputs[0].Name}_{name}"),
                .. target is null ? [] : new[] { "target" },
            ],
            [.. Enumerable.Range(0, count).Select(Row)],
            $"{count} rows on {model.Device}{(model.Note.Length > 0 ? $" ({model.Note})" : string.Empty)}"
                + (target is null ? string.Empty : Compare(scores, target, isClassifier))
        );
    }

    /// <summary>Writes the table to a file, or to standard output; the summary goes to standard error.</summary>
    public Either<Error, Unit> Write(string? path)
    {
        var table = new StringWriter();
        using (var csv = CsvWriter.Create(table, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true))
        {
            csv.WriteHeader(Header);
            foreach (var row in Rows)
            {
                csv.WriteRecord(row);
            }
        }

        if (path is null)
        {
            Console.Out.Write(table);
            Console.Error.WriteLine(Summary);
            return Unit.Default;
        }

        try
        {
            File.WriteAllText(path, table.ToString());
            Console.Error.WriteLine($"{Summary}; written to {path}");
            return Unit.Default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write {path}: {e.Message}");
        }
    }

    private static string Compare(Tensor<float> scores, float[] target, bool isClassifier)
    {
        if (isClassifier)
        {
            var right = target.Where((answer, i) => Prediction.Largest(scores, i) == (int)answer).Count();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"; {right} of {target.Length} right, accuracy {(double)right / target.Length:P2}"
            );
        }

        if (scores.Length != target.Length)
        {
            return string.Empty;
        }

        var error = Math.Sqrt(target.Select((answer, i) => Math.Pow(answer - scores.Span[i], 2)).Average());
        return string.Create(CultureInfo.InvariantCulture, $"; root mean square error {error:G5}");
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
