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
        "The loss. softmax-cross-entropy takes labels, and the logits before a final softmax of the model.",
        "softmax-cross-entropy",
        [.. Words.Losses.Keys]
    );

    private static readonly Option<string> Optimizer = Choice.Option(
        "--optimizer",
        "The optimizer.",
        "adam",
        [.. Words.Optimizers.Keys]
    );

    private const double DefaultRate = 1e-3;

    private static readonly Option<FileInfo> Out = new("--out", "-o")
    {
        Description = "Where to write the fitted model.",
        Required = true,
    };

    private static readonly Option<int?> Lora = WholeNumber.Optional(
        "--lora",
        "Freeze the weights and train low-rank adapters of this rank for each matrix, with an alpha of twice the rank; --freeze excludes matrices. In the file they are merged."
    );

    private static readonly Option<string> Base = Choice.Option(
        "--base",
        "The format that --lora holds the frozen weights in while it trains: 16 or 8 bits take less memory, and round them.",
        "full",
        [.. Words.WeightFormats.Keys]
    );

    private static readonly Option<DirectoryInfo?> Adapter = new("--adapter")
    {
        Description = "A folder for only the adapters of --lora, in the layout of PEFT.",
    };

    public static Command Create()
    {
        var command = new Command(
            "fit",
            "Fine-tune an ONNX model of any origin on samples, and write it as ONNX. inspect lists which of its tensors are trainable."
        )
        {
            Model,
            Data,
            Target,
            DecimalComma,
            Loss,
            Optimizer,
            Out,
            Lora,
            Base,
            Adapter,
        };
        TrainingOptions.AddTo(command);
        TrainedTensors.AddTo(command);
        PlannedModel.AddSampleSizesTo(command);
        command.SetAction(
            (arguments, stop) =>
                Task.Run(
                    () =>
                        RankedCommand.Of(ranks =>
                            from model in Files.Existing(arguments.GetValue(Model)!)
                            from told in TrainingOptions.Of(arguments)
                            from sizes in PlannedModel.OfSamples(arguments)
                            from path in Files.New(arguments.GetValue(Out), told.GoesOn)
                            from adapter in Folder(arguments.GetValue(Adapter), arguments.GetValue(Lora), told.GoesOn)
                            from format in Format(arguments.GetValue(Base)!, arguments.GetValue(Lora))
                            from result in FitReport.Of(
                                new FineTuning
                                {
                                    Model = model,
                                    Data = arguments.GetValue(Data)!,
                                    Target = arguments.GetValue(Target),
                                    DecimalComma = arguments.GetValue(DecimalComma),
                                    Loss = Words.Losses[arguments.GetValue(Loss)!],
                                    Optimizer = Words.Optimizers[arguments.GetValue(Optimizer)!](
                                        told.Rate ?? DefaultRate
                                    ),
                                    Options = told,
                                    Out = path,
                                    Sizes = sizes,
                                    Learned = TrainedTensors.Of(arguments),
                                    Lora = arguments.GetValue(Lora),
                                    Base = format,
                                    Adapter = adapter,
                                    Ranks = ranks,
                                },
                                stop
                            )
                            select result
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static LanguageExt.Either<Error, WeightFormat> Format(string word, int? lora) =>
        Words.WeightFormats[word] is var format && (format == WeightFormat.Full || lora is not null)
            ? format
            : Error.New("--base is the format of the weights that --lora freezes: give --lora a rank");

    private static LanguageExt.Either<Error, string> Folder(DirectoryInfo? folder, int? lora, bool goesOn) =>
        folder is null ? string.Empty
        : lora is null ? Error.New("--adapter is the folder for the adapters that --lora learns: give --lora a rank")
        : from file in Files.New(new FileInfo(Path.Combine($"{folder}", AdapterConfig.File)), goesOn)
        from path in Files.WritableFolder(folder)
        select path;
}
