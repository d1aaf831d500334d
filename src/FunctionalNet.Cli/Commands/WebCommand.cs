using System.CommandLine;
using FunctionalNet.Cli.Web;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet web</c>: a folder with a page that runs a model in the browser, and trains it there.</summary>
internal static class WebCommand
{
    private static readonly Argument<string> Source = new("MODEL")
    {
        Description =
            "An ONNX file, of any origin. With --train also a recipe, for a model that has learned nothing yet, or a checkpoint of one: a file or a folder.",
    };

    private static readonly Option<DirectoryInfo> Out = new("--out", "-o")
    {
        Description = "The folder for the page; it is made, and files of the same names are replaced.",
        Required = true,
    };

    private static readonly Option<bool> Train = new("--train") { Description = "The page learns from examples, too." };

    private static readonly Option<string?> Recipe = new("--recipe")
    {
        Description = "The recipe of a checkpoint, by name or as a file.",
    };

    private static readonly Option<FileSystemInfo?> Data = new("--data")
    {
        Description = "Where the data of the recipe lie, if not where it says.",
    };

    private static readonly Option<string> Loss = Choice.Option(
        "--loss",
        "What the page makes small; auto takes that of the recipe, and for a file softmax-cross-entropy where it tells classes apart, else mean-squared-error.",
        WebTrainer.Auto,
        [WebTrainer.Auto, .. Words.Losses.Keys]
    );

    private static readonly Option<string> Optimizer = Choice.Option(
        "--optimizer",
        "How parameters follow their gradients; auto takes that of the recipe, and adam for a file or where --lr is given.",
        WebTrainer.Auto,
        [WebTrainer.Auto, .. Words.Optimizers.Keys]
    );

    private static readonly Option<double?> Rate = Number.Optional(
        "--lr",
        "The learning rate; 0.001 where the recipe has none."
    );

    private static readonly Option<string[]> Freeze = new("--freeze")
    {
        Description = "Parameters that stay as they are, by name; * stands for anything. May be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Batch = WholeNumber.Option(
        "--batch",
        "How many examples a step in the page sees.",
        32
    );

    private static readonly Option<int> Seed = WholeNumber.Option(
        "--seed",
        "All randomness of the training follows from it.",
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
        Description = "The numbers of paper and ink, or of no light and full light, of an image: 0..255 if absent.",
    };

    private static readonly Option<string[]> Columns = new("--columns")
    {
        Description = "The names of the numbers that the model takes, in their order.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double?> Tolerance = Number.Optional(
        "--tolerance",
        "By how much outputs and steps may differ from ONNX Runtime's, as |a - b| / (1 + |a|); 0.0001 if absent. Nothing is written where they differ by more."
    );

    private static readonly Option<bool> Half = new("--half")
    {
        Description = "Write weights in 16 bits, for half the size.",
    };

    private static readonly Option<bool> Gpu = new("--webgpu")
    {
        Description = "The page offers WebGPU, too, where it agrees with WebAssembly. The folder has 27 MB more.",
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
            "Write a folder with a page that runs a model in the browser, and trains it there, from any static host and without any request elsewhere."
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
        command.SetAction(
            (arguments, stop) => Task.Run(() => ExitCode.Of(Run(arguments, stop)), CancellationToken.None)
        );
        return command;
    }

    private static ResultOrError Run(ParseResult arguments, CancellationToken stop) =>
        from form in WebForm.Of(arguments.GetValue(Image), arguments.GetValue(Range), arguments.GetValue(Columns) ?? [])
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
}
