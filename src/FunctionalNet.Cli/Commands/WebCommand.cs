using System.CommandLine;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Web;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet web</c>: a folder with a page that runs a model in the browser, and trains it there.</summary>
internal static class WebCommand
{
    private static readonly Argument<string> Source = new("MODEL")
    {
        Description =
            "An ONNX file, of any origin. With --train also a recipe, for an untrained model, or a checkpoint of one: a file or a folder.",
    };

    private static readonly Option<DirectoryInfo> Out = new("--out", "-o")
    {
        Description = "The folder for the page; it is created, and files of the same names are replaced.",
        Required = true,
    };

    private static readonly Option<bool> Train = new("--train") { Description = "The page also trains on examples." };

    private static readonly Option<string?> Recipe = new("--recipe")
    {
        Description =
            "The recipe of a checkpoint, by name or as a file; of a state that a page of an ONNX file gave, that file.",
    };

    private static readonly Option<FileSystemInfo?> Data = new("--data")
    {
        Description = "The path of the recipe's data, if it differs from the recipe.",
    };

    private static readonly Option<string> Loss = Choice.Option(
        "--loss",
        "The loss; auto is the recipe's, and for a file softmax-cross-entropy if it is a classifier, else mean-squared-error.",
        WebTrainer.Auto,
        [WebTrainer.Auto, .. Words.Losses.Keys]
    );

    private static readonly Option<string> Optimizer = Choice.Option(
        "--optimizer",
        "The optimizer; auto is the recipe's, and adam for a file or with --lr.",
        WebTrainer.Auto,
        [WebTrainer.Auto, .. Words.Optimizers.Keys]
    );

    private static readonly Option<double?> Rate = Number.Optional(
        "--lr",
        "The learning rate; 0.001 where the recipe has none."
    );

    private static readonly Option<string[]> Freeze = new("--freeze")
    {
        Description = "Parameters to freeze, by name; * matches anything. May be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Batch = WholeNumber.Option(
        "--batch",
        "The batch size of a step in the page.",
        32
    );

    private static readonly Option<int> Seed = WholeNumber.Option(
        "--seed",
        "The seed of all random numbers of the training.",
        1,
        min: int.MinValue
    );

    private static readonly Option<string?> Title = new("--title") { Description = "The heading of the page." };

    private static readonly Option<string?> Image = new("--image")
    {
        Description =
            "The input is an image: HEIGHTxWIDTH, to draw on, or HEIGHTxWIDTHx3 in colors. As the file says if absent.",
    };

    private static readonly Option<string?> Range = new("--range")
    {
        Description =
            "The values of the background and of the strokes of a drawing, or of black and white of an image: 0..255 if absent.",
    };

    private static readonly Option<string[]> Columns = new("--columns")
    {
        Description = "The names of the model's input columns, in order.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double?> Tolerance = Number.Optional(
        "--tolerance",
        "The tolerance of outputs and steps against ONNX Runtime's, as |a - b| / (1 + |a|); 0.0001 if absent. Nothing is written if they differ by more."
    );

    private static readonly Option<bool> Half = new("--half")
    {
        Description = "Write weights in 16 bits, for half the size.",
    };

    private static readonly Option<bool> Gpu = new("--webgpu")
    {
        Description =
            "The page also offers WebGPU, if its results agree with WebAssembly's. The folder is 27 MB larger.",
    };

    private static readonly Option<FileSystemInfo?> Runtime = new("--runtime")
    {
        Description =
            $"Where onnxruntime-web {WebRuntime.Version} lies: the folder or the .tgz of the npm package. If absent, it is fetched once from the npm registry.",
    };

    private static readonly Option<bool> Serve = new("--serve")
    {
        Description = "Serve the folder on this machine until Ctrl-C.",
    };

    private static readonly Option<int> Port = WholeNumber.Option("--port", "The port of --serve.", 8080, max: 65_535);

    public static Command Create()
    {
        var command = new Command(
            "web",
            "Write a folder with a page that runs a model in the browser, and trains it there, from any static host and without requests to other hosts."
        )
        {
            Source,
            Out,
            Train,
            Recipe,
            Data,
            Loss,
            Optimizer,
            Rate,
            Freeze,
            Batch,
            Seed,
            Title,
            Image,
            Range,
            Columns,
            Half,
            Tolerance,
            Gpu,
            Runtime,
            Serve,
            Port,
        };
        PlannedModel.AddSampleSizesTo(command);
        command.SetAction(
            (arguments, stop) => Task.Run(() => ExitCode.Of(Run(arguments, stop)), CancellationToken.None)
        );
        return command;
    }

    private static ResultOrError Run(ParseResult arguments, CancellationToken stop) =>
        from form in WebForm.Of(arguments.GetValue(Image), arguments.GetValue(Range), arguments.GetValue(Columns) ?? [])
        from whole in FiniteWeights.Check(arguments.GetValue(Source)!)
        from sizes in Sized(arguments)
        from folder in Files.WritableFolder(arguments.GetValue(Out)!)
        let trainer = arguments.GetValue(Train)
            ? new WebTrainer
            {
                Recipe = arguments.GetValue(Recipe),
                Data = arguments.GetValue(Data),
                Loss = arguments.GetValue(Loss)!,
                Optimizer = arguments.GetValue(Optimizer)!,
                Rate = arguments.GetValue(Rate),
                Frozen = new([], arguments.GetValue(Freeze) ?? []),
                Sizes = sizes,
                Key = arguments.GetValue(Seed),
            }
            : null
        from code in new WebPage(arguments.GetValue(Source)!, folder, trainer)
        {
            Options = new()
            {
                Title = arguments.GetValue(Title) ?? string.Empty,
                Form = form.MatchUnsafe(one => one, () => null),
                Batch = arguments.GetValue(Batch),
                Runtime = arguments.GetValue(Runtime) is { } runtime ? $"{runtime}" : null,
                Gpu = arguments.GetValue(Gpu),
                Export = new()
                {
                    Precision = arguments.GetValue(Half) ? Precision.Float16 : Precision.Float32,
                    Tolerance = arguments.GetValue(Tolerance) ?? new ExportOptions().Tolerance,
                },
            },
            Port = arguments.GetValue(Serve) ? arguments.GetValue(Port) : null,
            Stop = stop,
        }.ToEnd()
        select code;

    private static LanguageExt.Either<Error, PlannedModel> Sized(ParseResult arguments) =>
        PlannedModel
            .OfSamples(arguments)
            .Bind(sizes =>
                sizes.Sizes.IsEmpty || arguments.GetValue(Train)
                    ? LanguageExt.Prelude.Right<Error, PlannedModel>(sizes)
                    : Error.New(
                        "--size is for the model that --train learns on: a page that only predicts shows the file as it is"
                    )
            );
}
