using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Display;
using LanguageExt.Common;
using Spectre.Console;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet train digits</c>: from the embedded handwritten digits to an ONNX file that ONNX Runtime has run.</summary>
internal static class TrainDigits
{
    // The hold-out is the same for each seed of a run, so that runs can be compared.
    private const double HeldOut = 0.2;

    private static readonly Key Fixed = 0;

    private static readonly Option<FileInfo> Out = new("--out", "-o")
    {
        Description = "Where to write the model.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine("models", "digits", "digits.onnx")),
    };

    private static readonly Option<int> Epochs = Positive("--epochs", "How many times each image is seen.", 25);

    private static readonly Option<int> Batch = Positive("--batch", "How many images a step sees.", 32);

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "All randomness follows from it: weights, order, dropout.",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        var command = new Command(
            "digits",
            "Train a small network on 1,797 handwritten digits of 8 x 8 pixels; a fixed fifth of them is held out."
        )
        {
            Out,
            Epochs,
            Batch,
            Seed,
        };
        command.SetAction(
            (arguments, stop) =>
                Task.FromResult(
                    Answer.Of(
                        Run(
                            arguments.GetValue(Out)!,
                            arguments.GetValue(Epochs),
                            arguments.GetValue(Batch),
                            arguments.GetValue(Seed),
                            stop
                        )
                    )
                )
        );
        return command;
    }

    private static LanguageExt.Either<Error, int> Run(
        FileInfo file,
        int epochs,
        int batch,
        Key key,
        CancellationToken stop
    )
    {
        var clock = Stopwatch.StartNew();
        try
        {
            // Before the training rather than after it.
            file.Directory?.Create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write to {file.DirectoryName}: {e.Message}");
        }

        var raw = Digits.Load();
        var (_, rawHeldOut) = raw.HoldOut(HeldOut, Fixed);
        var (learned, heldOut) = new Dataset<float>(Digits.Scaled(raw.Inputs), raw.Targets).HoldOut(HeldOut, Fixed);
        var batches = learned.Shuffle(key.Split("shuffle")).Batches(batch);
        var rate = WarmupCosine(peak: 3e-3, warmup: 2 * batches.Count, total: epochs * batches.Count);
        var training = Training.Of(
            Dense(256) >> Gelu() >> Dropout(0.1) >> Dense(10),
            SoftmaxCrossEntropy(),
            ClipByGlobalNorm(1) >> AdamW(rate, decay: 0.01)
        );
        var start = training.Init(key, learned.InputShape);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"digits: {learned.Count:N0} images to learn, {heldOut.Count} held out; {start.Parameters.Sum(p => p.Value.Length):N0} parameters (Ctrl-C stops and keeps what is learned)"
            )
        );
        var last = EpochDisplay.Show(Epoch.Train(training, start, batches, heldOut.All(), epochs, stop), epochs);
        return last is null
            ? Error.New("stopped before the first epoch; nothing was written")
            : DigitsExport
                .Run(last.State.Model, file, rawHeldOut, clock)
                .Map(_ => stop.IsCancellationRequested ? Answer.Interrupted : 0);
    }

    private static Option<int> Positive(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number)
                && number <= 0
            )
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}
