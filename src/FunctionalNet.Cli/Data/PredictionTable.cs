using System.Globalization;
using CsvHelper;
using FunctionalNet.Cli.Display;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>
/// Predictions as CSV: one row per sample, with its most likely class if the model has classes, the numbers of the output, and the target
/// if it is known.
/// </summary>
internal sealed record PredictionTable(string[] Header, string[][] Rows, string Summary)
{
    private const string NoClass = "NaN";

    /// <summary>Runs a model on samples [n, ...] with their targets, if known.</summary>
    public static Either<Error, PredictionTable> Of(OnnxPredictor model, PredictedSamples samples)
    {
        var target = samples.Answers.MatchUnsafe(one => one.Span.ToArray(), () => null!);
        var (scores, output, count) = (model.Predict(samples.Inputs), model.Outputs[0], samples.Inputs.Shape[0].Size);
        try
        {
            if (scores.Shape is not [{ Size: var rows }, ..] || rows != count)
            {
                return Error.New(
                    $"the output {output} has no row for each sample: got {scores.Shape} for {count} samples"
                );
            }

            int[] nowhere = [.. Enumerable.Range(0, count).Where(row => Prediction.IsNaN(scores, row))];
            int[] infinite = [.. Enumerable.Range(0, count).Where(row => Prediction.IsInfinite(scores, row))];
            return nowhere.Length < count || count == 0
                ? Of(
                        scores,
                        output.Name,
                        model.Labels,
                        target,
                        $"{count} {(samples.Names.IsEmpty ? "rows" : "images")} on {model.Device}{Unknown("NaN", nowhere)}{(nowhere.Length > 0 && EmptyCell(model, samples.Inputs, nowhere[0]) is { } cell ? $": {cell}" : string.Empty)}{Unknown("infinite", infinite)}"
                    )
                    .Named(samples.Names)
                : Error.New(
                    $"the output {output.Name} is NaN for each of {count} samples, which is no prediction: {Cause(model, samples.Inputs, nowhere[0])}"
                );
        }
        catch (LabelException e)
        {
            return Error.New($"the right answers are no labels of the model's classes: {e.Message}");
        }
    }

    private static string Cause(OnnxPredictor model, Tensor<float> inputs, int row) =>
        EmptyCell(model, inputs, row) ?? "a weight of the model is NaN, or its numbers overflow";

    private static string? EmptyCell(OnnxPredictor model, Tensor<float> inputs, int row)
    {
        var width = inputs.Length / inputs.Shape[0].Size;
        var place = inputs
            .Span.Slice(row * width, width)
            .IndexOfAnyExceptInRange(float.NegativeInfinity, float.PositiveInfinity);
        if (place < 0)
        {
            return null;
        }

        var columns = InputColumns.Of(model.Metadata, areArrays: true).IfLeft([]);
        var name = columns.SelectMany(column => Enumerable.Repeat(column.Name, column.Width)).ElementAtOrDefault(place);
        return $"row {row + 1} of the samples has an empty cell in column {name ?? Text(place)}, for which the model has no value";
    }

    /// <summary>The table of an output [n, ...].</summary>
    /// <param name="scores">The output: scores of classes if it is [n, classes] with more than one class.</param>
    /// <param name="output">Its name.</param>
    /// <param name="labels">The names of the classes; their indices if the number differs.</param>
    /// <param name="target">The targets, if known.</param>
    /// <param name="done">The beginning of the summary.</param>
    /// <exception cref="LabelException">There are classes, and a target is none of them.</exception>
    public static PredictionTable Of(
        Tensor<float> scores,
        string output,
        IReadOnlyList<string> labels,
        float[]? target,
        string done
    )
    {
        var count = scores.Shape[0].Size;
        var width = scores.Length / count;
        var isClassifier = width > 1 && scores.Shape.Rank == 2;
        string[] names =
            isClassifier && labels.Count == width ? [.. labels] : [.. Enumerable.Range(0, width).Select(Text)];
        return new(
            [
                .. isClassifier ? ["prediction"] : Array.Empty<string>(),
                .. names.Select(name => width == 1 ? output : $"{output}_{name}"),
                .. target is null ? Array.Empty<string>() : ["target"],
            ],
            [.. Enumerable.Range(0, count).Select(Row)],
            target is null ? done : done + Compare(scores, target, isClassifier)
        );

        string[] Row(int i) =>
            [
                .. isClassifier ? [ClassOf(i)] : Array.Empty<string>(),
                .. scores.Span.Slice(i * width, width).ToArray().Select(Text),
                .. target is null ? Array.Empty<string>() : [Answer(target[i])],
            ];

        string ClassOf(int row) => Prediction.IsNaN(scores, row) ? NoClass : names[Prediction.Largest(scores, row)];

        // Named like the predictions, so that both can be compared.
        string Answer(float value) =>
            isClassifier && value >= 0 && value < width && float.IsInteger(value) ? names[(int)value] : Text(value);
    }

    private static string Unknown(string what, int[] rows) =>
        rows.Length == 0
            ? string.Empty
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {what}, which is no prediction, for {rows.Length}, the first of them sample {rows[0]}, from 0"
            );

    private PredictionTable Named(IReadOnlyList<string> images) =>
        images.Count == 0
            ? this
            : this with
            {
                Header = ["file", .. Header],
                Rows = [.. Rows.Select((row, i) => (string[])[images[i], .. row])],
            };

    /// <summary>Writes the table to a file, or to standard output for an empty path; the summary goes to standard error.</summary>
    public Either<Error, Unit> Write(string path)
    {
        if (path.Length == 0)
        {
            Console.Out.Write(this);
            ProgressOutput.Remark(Summary);
            return Unit.Default;
        }

        return WholeFile
            .Write(path, ToString())
            .Map(written =>
            {
                ProgressOutput.Remark($"{Summary}; written to {path}");
                return written;
            });
    }

    /// <summary>The table as JSON: one object per row, with its cells by column.</summary>
    public object Found(string path) =>
        new
        {
            summary = Summary,
            file = path.Length == 0 ? null : path,
            predictions = Rows.Select(row =>
                Enumerable
                    .Zip(Header, row)
                    .ToDictionary(cell => cell.First, cell => Json(cell.Second), StringComparer.Ordinal)
            ),
        };

    // A whole number has all its digits.
    private static object Json(string cell) =>
        long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : cell;

    /// <summary>The table as CSV.</summary>
    public override string ToString()
    {
        var text = new StringWriter();
        using var csv = CsvWriter.Create(text, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(Header);
        foreach (var row in Rows)
        {
            csv.WriteRecord(row);
        }

        csv.Flush();
        return text.ToString();
    }

    private static string Compare(Tensor<float> scores, float[] target, bool isClassifier)
    {
        if (isClassifier)
        {
            var right = Metrics.TopK().Add(scores, Tensor.Vector(target));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"; {right.Hits} of {right.Count} right, accuracy {right.Value:P2}"
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
