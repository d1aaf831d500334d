using System.CommandLine;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet fit</c>: fine-tunes an ONNX file on samples.</summary>
internal static class FitCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<FileSystemInfo?> Data = DataOptions.Data(isRequired: true);

    private static readonly Option<string?> Target = DataOptions.Target();

    private static readonly Option<bool> DecimalComma = DataOptions.DecimalComma();

    private static readonly Option<string> Loss = Choice.Option(
        "--loss",
        "What is made small. softmax-cross-entropy takes labels, and the scores before a softmax at the model's end.",
        "softmax-cross-entropy",
        [.. Words.Losses.Keys]
    );

    private static readonly Option<string> Optimizer = Choice.Option(
        "--optimizer",
        "How parameters follow their gradients.",
        "adam",
        [.. Words.Optimizers.Keys]
    );

    private static readonly Option<double> Rate = Number.Option("--lr", "The learning rate.", 1e-3);

    private static readonly Option<int> Epochs = WholeNumber.Option(
        "--epochs",
        "How many times each sample is seen.",
        10,
        max: 1_000_000
    );

    private static readonly Option<int> Batch = WholeNumber.Option("--batch", "How many samples a step sees.", 32);

    private static readonly Option<FileInfo> Out = new("--out", "-o")
    {
        Description = "Where to write the fitted model.",
        Required = true,
    };

    private static readonly Option<double> HeldOut = Number.Option(
        "--held-out",
        "The share of samples that is not learned from and judges the model.",
        0,
        max: 0.9
    );

    private static readonly Option<int?> Lora = WholeNumber.Optional(
        "--lora",
        "Keep the weights as they are and learn low-rank adapters of this rank beside each matrix, with an alpha of twice the rank; --freeze leaves matrices out. The file has both together."
    );

    private static readonly Option<DirectoryInfo?> Adapter = new("--adapter")
    {
        Description = "A folder for the adapters of --lora alone, in the layout of PEFT.",
    };

    private static readonly Option<FileInfo?> Log = new("--log")
    {
        Description = "A file for one line of JSON a step, written after each epoch: its number, epoch and loss.",
    };

    private static readonly Option<int> Seed = WholeNumber.Option(
        "--seed",
        "All randomness follows from it: order, dropout.",
        0,
        min: int.MinValue
    );

    private static readonly Option<int?> Shards = Ranked.Shards();

    public static Command Create()
    {
        var command = new Command(
            "fit",
            "Fine-tune an ONNX model of any origin on samples, and write it as ONNX. inspect lists which of its tensors learn."
        )
        {
            Model,
            Data,
            Target,
            DecimalComma,
            Loss,
            Optimizer,
            Rate,
            Epochs,
            Batch,
            Out,
            HeldOut,
            Lora,
            Adapter,
            Log,
            Seed,
            Shards,
        };
        Learned.AddTo(command);
        command.SetAction(
            (arguments, stop) =>
                Task.Run(
                    () =>
                        Ranked.Of(ranks =>
                            from model in Files.Existing(arguments.GetValue(Model)!)
                            from path in Files.Writable(arguments.GetValue(Out)!)
                            from adapter in Folder(arguments.GetValue(Adapter), arguments.GetValue(Lora))
                            from log in arguments.GetValue(Log) is { } file ? Files.Writable(file) : string.Empty
                            from code in FitReport.Of(
                                new FineTuning
                                {
                                    Model = model,
                                    Data = arguments.GetValue(Data)!,
                                    Target = arguments.GetValue(Target),
                                    DecimalComma = arguments.GetValue(DecimalComma),
                                    Loss = Words.Losses[arguments.GetValue(Loss)!],
                                    Optimizer = Words.Optimizers[arguments.GetValue(Optimizer)!](
                                        arguments.GetValue(Rate)
                                    ),
                                    Epochs = arguments.GetValue(Epochs),
                                    Batch = arguments.GetValue(Batch),
                                    Out = path,
                                    Learned = Learned.Of(arguments),
                                    Lora = arguments.GetValue(Lora),
                                    Adapter = adapter,
                                    HeldOut = arguments.GetValue(HeldOut),
                                    Log = log,
                                    Key = arguments.GetValue(Seed),
                                    Shards = arguments.GetValue(Shards),
                                    Ranks = ranks,
                                },
                                stop
                            )
                            select code
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static LanguageExt.Either<Error, string> Folder(DirectoryInfo? folder, int? lora) =>
        folder is null ? string.Empty
        : lora is null ? Error.New("--adapter is the folder for the adapters that --lora learns: give --lora a rank")
        : Files.WritableFolder(folder);
}
