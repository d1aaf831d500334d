using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;
using LanguageExt;
using LanguageExt.Common;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary>The end of a training: the file, its results in ONNX Runtime, and its errors.</summary>
internal static class TrainedModel
{
    /// <summary>A model in its file, as ONNX Runtime runs it.</summary>
    /// <param name="Written">The file.</param>
    /// <param name="Scores">Its output for the held-out samples.</param>
    /// <param name="Measure">The accuracy, or the root mean square error.</param>
    /// <param name="IsReplaced">Whether the file took the place of another.</param>
    internal sealed record Exported(ExportReport Written, Tensor<float> Scores, double Measure, bool IsReplaced);

    private const int MaxPictures = 4;
    private const int MaxCompared = 500;

    // The trial export is skipped for models with more parameters than this.
    private const long MaxTried = 1L << 28;

    /// <summary>Whether ONNX Runtime can load such a model from a file: checked before training.</summary>
    public static Either<Error, Unit> Try(Recipe recipe, Samples samples, Model<float> model)
    {
        if (model.Values.Sum(value => (long)value.Value.Length) > MaxTried)
        {
            return Unit.Default;
        }

        try
        {
            return OnnxPredictor
                .Load(model.ToOnnx(Options(recipe, samples)))
                .Map(predictor =>
                {
                    predictor.Dispose();
                    return Unit.Default;
                });
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return Error.New($"the model cannot be written as ONNX: {e.Message}");
        }
    }

    /// <summary>Whether a model supports incremental decoding: checked before training.</summary>
    public static Either<Error, Unit> TryDecoder(Samples samples, Model<float> model)
    {
        if (samples.Vocabulary is null)
        {
            return Error.New("--decoder is for models of text");
        }

        try
        {
            Decoder<float>.Of(model);
            return Unit.Default;
        }
        catch (ShapeException e)
        {
            return Error.New($"--decoder: {e.Message}");
        }
    }

    /// <summary>Writes the model for incremental decoding, and prints the path.</summary>
    public static Either<Error, Unit> ExportDecoder(Recipe recipe, Samples samples, Model<float> model, string path)
    {
        var options = new ExportOptions
        {
            Labels = samples.Labels,
            Description = recipe.Description,
            Metadata = WrittenText.Vocabulary(samples.Vocabulary),
        };
        var isReplaced = Files.IsThere(path);
        return Decoder<float>
            .Of(model)
            .SaveOnnx(path, options)
            .Map(written =>
            {
                ProgressOutput.Out.WriteLine(
                    Said(
                        $"\n{written.Path} takes tokens some at a time ({written.Bytes / 1024.0:N0} KiB{Files.InPlace(isReplaced)})"
                    )
                );
                return Unit.Default;
            });
    }

    /// <summary>Writes the model, runs the file on the held-out samples, unnormalized, and prints the results.</summary>
    public static Either<Error, Exported> Export(
        Recipe recipe,
        Samples samples,
        Model<float> model,
        string path,
        FitOutcome course,
        Stopwatch clock
    )
    {
        var compared = samples.HeldOut.Take([.. Enumerable.Range(0, Math.Min(samples.HeldOut.Count, MaxCompared))]);
        var isReplaced = Files.IsThere(path);
        return from written in model.SaveOnnx(path, Options(recipe, samples), compared.Inputs)
            from predictor in Written(path) is { } file
                ? OnnxPredictor.Load(file, Device.Cpu)
                : OnnxPredictor.Load(model.ToOnnx(Options(recipe, samples)), Device.Cpu)
            from exported in Told(recipe, samples, (written, isReplaced), predictor, course, clock)
            select exported;
    }

    private static Either<Error, Exported> Told(
        Recipe recipe,
        Samples samples,
        (ExportReport Report, bool IsReplaced) file,
        OnnxPredictor predictor,
        FitOutcome course,
        Stopwatch clock
    )
    {
        var written = file.Report;
        using var opened = predictor;
        Tensor<float>[] parts =
        [
            .. samples.HeldOut.Batches(TrainingRun.HeldOutBatch).Select(batch => predictor.Predict(batch.Inputs)),
        ];
        var scores = new Tensor<float>(
            parts[0].Shape.With(0, samples.HeldOut.Count),
            [.. parts.SelectMany(part => part.Span.ToArray())]
        );
        var targets = samples.HeldOut.Targets;
        var things = samples.Things;
        var measure = samples.AreLabelled
            ? Metrics.Accuracy(scores, targets)
            : Metrics.RegressionErrors().Add(scores, targets).RootMeanSquaredError;
        var exported = new Exported(written, scores, measure, file.IsReplaced);
        var table = new Table().HideHeaders().Border(TableBorder.None).AddColumns(string.Empty, string.Empty);
        Row(
            "ONNX Runtime",
            samples.Vocabulary is not null
                    ? Said(
                        $"{measure:P2} of {targets.Length:N0} held-out tokens foretold; perplexity {Perplexity(scores, targets):F2}"
                    )
                : samples.AreLabelled ? Said($"{measure:P2} of {targets.Length} held-out {things} right")
                : Said($"root mean square error {measure:G4} on {samples.HeldOut.Count} held-out {things}")
        );
        var output = samples.AreLabelled ? "probability" : "output";
        Row(
            "agreement",
            Said($"no {output} differs from our own executor's by more than {written.LargestDifference:E1}")
        );
        Row(
            "file",
            Said(
                $"{written.Path} ({written.Bytes / 1024.0:N0} KiB, opset {written.Opset}){Files.InPlace(file.IsReplaced)}"
            )
        );
        if (course.Early is { } early)
        {
            Row("stopped", early);
        }

        Row("time", Said($"{clock.Elapsed.TotalSeconds:N1} s"));
        AnsiConsole.Write(table);
        if (samples.Vocabulary is { } vocabulary)
        {
            return WrittenText
                .Start(recipe.Writing, samples)
                .Map(start =>
                {
                    WrittenText.Show(recipe, start, vocabulary, predictor);
                    return exported;
                });
        }

        if (samples.AreLabelled)
        {
            Mistakes(samples, scores);
        }

        return exported;

        void Row(string name, string value) => table.AddRow(Printable.Cell(name), Printable.Cell(value));
    }

    // Null if the output is a stream, such as a pipe, and there is no file afterwards.
    private static string? Written(string path) => FileKinds.Of(path) == FileKind.Regular ? path : null;

    internal static ExportOptions Options(Recipe recipe, Samples samples) =>
        new()
        {
            Normalization = samples.Normalization,
            Softmax = samples.AreLabelled,
            Input = recipe.Input,
            Output = recipe.Output,
            Labels = samples.Labels,
            Description = recipe.Description,
            Metadata = (samples.Form?.Metadata ?? samples.Texts?.Metadata) is { } form
                ? WrittenText.Vocabulary(samples.Tokenizer).Add(InputForm.MetadataKey, form)
                : WrittenText.Vocabulary(samples.Tokenizer),
        };

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // The file returns probabilities.
    private static double Perplexity(Tensor<float> scores, Tensor<float> targets) =>
        Metrics.LogLoss(logits: false).Add(scores, targets).Perplexity;

    private static float[] Shades(IEnumerable<float> pixels) => [.. pixels];

    // Square pictures are shown; others are only counted.
    private static void Mistakes(Samples samples, Tensor<float> scores)
    {
        var (images, labels) = (samples.HeldOut.Inputs, samples.HeldOut.Targets);
        var pixels = images.Length / Math.Max(1, labels.Length);
        var width = (int)Math.Sqrt(pixels);
        var wrong = Enumerable
            .Range(0, labels.Length)
            .Select(i => (Place: i, Label: (int)labels.Span[i], Read: Prediction.Largest(scores, i)))
            .Where(image => image.Label != image.Read)
            .ToArray();
        if (wrong.Length == 0 || width * width != pixels || width is < 6 or > 10)
        {
            return;
        }

        var white = Math.Max(1e-9f, System.Numerics.Tensors.TensorPrimitives.Max(images.Span));
        Console.WriteLine($"\n{Math.Min(wrong.Length, MaxPictures)} of {wrong.Length} that it reads wrongly:");
        Pictures.Show(
            [
                .. wrong
                    .Take(MaxPictures)
                    .Select(image =>
                        (
                            $"{samples.Labels[image.Label]}, read as {samples.Labels[image.Read]}",
                            Shades(
                                images.Span.Slice(image.Place * pixels, pixels).ToArray().Select(pixel => pixel / white)
                            )
                        )
                    ),
            ],
            width
        );
    }
}
