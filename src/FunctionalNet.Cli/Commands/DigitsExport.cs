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
    private const int MostPictures = 4;

    private static ExportOptions Options =>
        new()
        {
            Normalization = Normalization.Of(Digits.Mean, Digits.Deviation),
            Softmax = true,
            Input = "pixels",
            Output = "probabilities",
            Labels = [.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))],
            Description =
                "Handwritten digits: 64 pixels of an 8 x 8 image, from 0 to 16, to the probability of each digit.",
        };

    /// <summary>Writes the model, runs the file on the held-out images, raw as they come, and prints what came out.</summary>
    public static Either<Error, Unit> Run(Model<float> model, string path, Dataset<float> heldOut, Stopwatch clock) =>
        from written in model.SaveOnnx(path, Options, heldOut.Inputs)
        from predictor in OnnxPredictor.Load(path, Device.Cpu)
        select Report(written, predictor, heldOut, clock);

    private static Unit Report(ExportReport written, OnnxPredictor predictor, Dataset<float> heldOut, Stopwatch clock)
    {
        using var opened = predictor;
        var (images, labels) = (heldOut.Inputs, heldOut.Targets);
        var scores = predictor.Predict(images);
        var table = new Table().HideHeaders().Border(TableBorder.None).AddColumns(string.Empty, string.Empty);
        Row("ONNX Runtime", $"{Metrics.Accuracy(scores, labels):P2} of {labels.Length} held-out images right");
        Row("agreement", $"no probability differs from our own executor's by more than {written.LargestDifference:E1}");
        Row("file", $"{written.Path} ({written.Bytes / 1024.0:N0} KiB, opset {written.Opset})");
        Row("time", $"{clock.Elapsed.TotalSeconds:N1} s");
        AnsiConsole.Write(table);
        Mistakes(scores, images, labels);
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
                    .Select(image => ($"{image.Label}, read as {image.Read}", Pixels(image.Place))),
            ],
            width: 8
        );

        float[] Pixels(int place) =>
            [.. images.Span.Slice(place * 64, 64).ToArray().Select(pixel => pixel / Digits.White)];
    }
}
