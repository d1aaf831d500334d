using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Display;
using LanguageExt;
using LanguageExt.Common;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary>The end of a training of digits: the file, what ONNX Runtime makes of it, and where it errs.</summary>
internal static class DigitsExport
{
    private const int MostPictures = 5;

    /// <summary>Writes the model, runs the file on the held-out images and prints what came out.</summary>
    public static Either<Error, Unit> Run(Model<float> model, FileInfo file, Dataset<float> heldOut, Stopwatch clock) =>
        from written in model.SaveOnnx(file.FullName, Options())
        from predictor in OnnxPredictor.Load(file.FullName, Device.Cpu)
        select Report(model, written, predictor, heldOut, clock);

    private static ExportOptions Options() =>
        new()
        {
            Normalization = Normalization.Of(mean: 0, scale: Digits.White),
            Softmax = true,
            Input = "pixels",
            Output = "probabilities",
            Labels = [.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))],
            Description =
                "Handwritten digits: 64 pixels of an 8 x 8 image, from 0 to 16, to the probability of each digit.",
        };

    private static Unit Report(
        Model<float> model,
        ExportReport written,
        OnnxPredictor predictor,
        Dataset<float> heldOut,
        Stopwatch clock
    )
    {
        using var opened = predictor;
        var (raw, labels) = (heldOut.All().Inputs, heldOut.All().Targets);
        var theirs = predictor.Predict(raw);
        var ours = new Model<float>(model.Layer >> Net.Softmax(), model.Input, model.Values).Predict(
            Digits.Scaled(raw)
        );
        var difference = Enumerable.Range(0, ours.Length).Max(i => Math.Abs(ours.Span[i] - theirs.Span[i]));
        var table = new Table().HideHeaders().Border(TableBorder.None).AddColumns(string.Empty, string.Empty);
        Row("ONNX Runtime", $"{Metrics.Accuracy(theirs, labels):P2} of {labels.Length} held-out images right");
        Row("agreement", $"largest difference of a probability to our own executor {difference:E1}");
        Row("file", $"{written.Path} ({written.Bytes / 1024.0:N0} KiB, opset {written.Opset})");
        Row("time", $"{clock.Elapsed.TotalSeconds:N1} s");
        AnsiConsole.Write(table);
        Mistakes(theirs, raw, labels);
        return Unit.Default;

        void Row(string name, FormattableString value) =>
            table.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Mistakes(Tensor<float> scores, Tensor<float> images, Tensor<float> labels)
    {
        var wrong = Enumerable
            .Range(0, labels.Length)
            .Select(i => (Place: i, Label: (int)labels.Span[i], Read: Prediction.Largest(scores, i)))
            .Where(image => image.Label != image.Read)
            .ToArray();
        if (wrong.Length == 0)
        {
            return;
        }

        Console.WriteLine($"\n{Math.Min(wrong.Length, MostPictures)} of {wrong.Length} that it reads wrongly:");
        Pictures.Show(
            [
                .. wrong
                    .Take(MostPictures)
                    .Select(image =>
                        (
                            $"{image.Label}, read as {image.Read}",
                            Digits.Scaled(images).Span.Slice(image.Place * 64, 64).ToArray()
                        )
                    ),
            ],
            width: 8
        );
    }
}
