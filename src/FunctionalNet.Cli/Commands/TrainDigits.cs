using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Display;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet train digits</c>: from the embedded handwritten digits to an ONNX file that ONNX Runtime has run.</summary>
internal static class TrainDigits
{
    private static readonly Option<FileInfo> Out = new("--out", "-o")
    {
        Description = "Where to write the model.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine("models", "digits", "digits.onnx")),
    };

    private static readonly Option<int> Epochs = WholeNumber.Option(
        "--epochs",
        "How many times each image is seen.",
        DigitsRecipe.Epochs,
        most: 1_000_000
    );

    private static readonly Option<int> Batch = WholeNumber.Option(
        "--batch",
        "How many images a step sees.",
        DigitsRecipe.Batch
    );

    private static readonly Option<int> Seed = WholeNumber.Option(
        "--seed",
        "All randomness follows from it: weights, order, dropout.",
        DigitsRecipe.Seed,
        least: int.MinValue
    );

    private static readonly Option<DirectoryInfo?> CheckpointFolder = new("--checkpoints")
    {
        Description = "A folder for checkpoints. A run that was interrupted goes on from the last one.",
    };

    private static readonly Option<int> CheckpointEvery = WholeNumber.Option(
        "--checkpoint-every",
        "After how many steps a checkpoint is written; 0 for after each epoch.",
        0,
        least: 0
    );

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
            CheckpointFolder,
            CheckpointEvery,
        };
        command.SetAction(
            (arguments, stop) =>
                Task.Run(
                    () =>
                        Answer.Of(
                            Files
                                .Writable(arguments.GetValue(Out)!)
                                .Bind(path =>
                                    Run(
                                        path,
                                        arguments.GetValue(Batch),
                                        arguments.GetValue(Seed),
                                        new()
                                        {
                                            Epochs = arguments.GetValue(Epochs),
                                            Checkpoints = arguments.GetValue(CheckpointFolder) is { } folder
                                                ? new($"{folder}")
                                                : null,
                                            CheckpointEvery = arguments.GetValue(CheckpointEvery),
                                            Stop = stop,
                                        }
                                    )
                                )
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static ExitCode Run(string path, int batch, Key key, FitOptions<float> options)
    {
        var clock = Stopwatch.StartNew();
        var (learned, heldOut) = DigitsRecipe.Split();
        var batches = Digits.Standardized(learned).Shuffle(key.Split("shuffle")).Batches(batch);
        var test = Digits.Standardized(heldOut).All();
        var (images, labels) = (test.Inputs, test.Targets);
        var training = DigitsRecipe.Training(options.Epochs, batches.Count);
        var start = training.Init(key, learned.InputShape);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"digits: {learned.Count:N0} images to learn, {heldOut.Count} held out; {start.Parameters.Sum(p => p.Value.Length):N0} parameters\n"
            ) + "Ctrl-C stops and keeps what is learned."
        );
        var judged = options with
        {
            HeldOut = [test],
            Measures = options.Measures.Add("held-out", model => Metrics.Accuracy(model.Predict(images), labels)),
        };
        return EpochDisplay
            .Show(training.Learn(start, batches, judged), options.Epochs, batch)
            .Bind(trained => Ended(trained, path, heldOut, clock));
    }

    private static ExitCode Ended(Learned<float> trained, string path, Dataset<float> heldOut, Stopwatch clock)
    {
        if (trained.State.Step == 0)
        {
            Answer.Failure("stopped before the first step; nothing is written");
            return Answer.Interrupted;
        }

        return DigitsExport
            .Run(trained.State.Model, path, heldOut, clock)
            .Map(_ => trained.Ended is Ending.Stopped ? Answer.Interrupted : 0);
    }
}
