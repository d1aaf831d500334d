using System.CommandLine;
using System.CommandLine.Parsing;
using FunctionalNet.Cli.Recipes;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet train</c>: from a recipe to an ONNX file that ONNX Runtime has run.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> Name = new("RECIPE")
    {
        Description = $"A recipe that is built in, {string.Join(", ", Recipe.Names)}, or a file in JSON.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<FileInfo?> Out = new("--out", "-o")
    {
        Description = "Where to write the model; models/NAME/NAME.onnx by default.",
    };

    private static readonly Option<int?> Epochs = WholeNumber.Optional(
        "--epochs",
        "How many times each sample is seen; the recipe's number by default.",
        max: 1_000_000
    );

    private static readonly Option<int?> Batch = WholeNumber.Optional(
        "--batch",
        "How many samples a step sees; the recipe's number by default."
    );

    private static readonly Option<int?> Seed = WholeNumber.Optional(
        "--seed",
        "All randomness follows from it: weights, order, dropout; the recipe's by default.",
        min: int.MinValue
    );

    private static readonly Option<DirectoryInfo?> CheckpointFolder = new("--checkpoints")
    {
        Description = "A folder for checkpoints. A run that was interrupted goes on from the last one.",
    };

    private static readonly Option<int> CheckpointEvery = WholeNumber.Option(
        "--checkpoint-every",
        "After how many steps a checkpoint is written; 0 for after each epoch.",
        0,
        min: 0
    );

    private static readonly Option<FileSystemInfo?> Data = new("--data")
    {
        Description =
            "The folder of mnist or fashion-mnist, where it is not where its package puts it; the file of a text or table, or the folder of images, that the recipe reads.",
    };

    private static readonly Option<double?> Temperature = Number.Option(
        "--temperature",
        "How boldly a model of text writes in the end: 0 takes what is likeliest, 1 draws as the model says."
    );

    private static readonly Option<FileInfo?> Decoder = new("--decoder")
    {
        Description =
            "Where to write a model of text once more, with past and present as inputs and outputs, for fnet generate and other runtimes for generation.",
    };

    private static readonly Option<FileInfo?> Report = new("--report")
    {
        Description = "Where to write what was learned as an HTML page of one file.",
    };

    private static readonly Option<DirectoryInfo?> TensorBoard = new("--tensorboard")
    {
        Description = "A folder for what TensorBoard shows.",
    };

    private static readonly Option<int?> Shards = Ranked.Shards();

    private static readonly Option<bool> Schema = new("--schema")
    {
        Description = "Print the JSON schema of recipe files, and train nothing.",
    };

    public static Command Create()
    {
        var command = new Command("train", "Train a model by a recipe and write it as an ONNX file.")
        {
            Name,
            Out,
            Epochs,
            Batch,
            Seed,
            CheckpointFolder,
            CheckpointEvery,
            Data,
            Temperature,
            Decoder,
            Report,
            TensorBoard,
            Shards,
            Schema,
        };
        command.SetAction(
            (arguments, stop) =>
                Task.Run(
                    () =>
                        Ranked.Of(ranks =>
                            Asked(arguments).Bind(run => (run with { Stop = stop, Ranks = ranks }).ToEnd())
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static LanguageExt.Either<Error, TrainingRun> Asked(ParseResult arguments)
    {
        if (arguments.GetValue(Schema))
        {
            Console.WriteLine(Recipe.Schema);
            return TrainingRun.Nothing;
        }

        return arguments.GetValue(Name) is { } name
            ? Recipe.Load(name).Bind(recipe => Asked(arguments, Changed(arguments, recipe)))
            : Error.New($"train needs a recipe: {string.Join(", ", Recipe.Names)}, or a file. See: fnet train --help");
    }

    private static Recipe Changed(ParseResult arguments, Recipe recipe) =>
        recipe with
        {
            Epochs = arguments.GetValue(Epochs) ?? recipe.Epochs,
            Batch = arguments.GetValue(Batch) ?? recipe.Batch,
            Seed = arguments.GetValue(Seed) ?? recipe.Seed,
            Data = arguments.GetValue(Data) is { } data ? recipe.Data.At($"{data}") : recipe.Data,
            Writing = arguments.GetValue(Temperature) is { } temperature
                ? recipe.Writing with
                {
                    Temperature = temperature,
                }
                : recipe.Writing,
        };

    private static LanguageExt.Either<Error, TrainingRun> Asked(ParseResult arguments, Recipe recipe) =>
        from path in Files.Writable(
            arguments.GetValue(Out) ?? new FileInfo(Path.Combine("models", recipe.Name, $"{recipe.Name}.onnx"))
        )
        from report in arguments.GetValue(Report) is { } file
            ? Files.Writable(file)
            : LanguageExt.Prelude.Right<Error, string>(string.Empty)
        from decoder in arguments.GetValue(Decoder) is { } decoding
            ? Files.Writable(decoding)
            : LanguageExt.Prelude.Right<Error, string>(string.Empty)
        from board in arguments.GetValue(TensorBoard) is { } shown
            ? Files.WritableFolder(shown)
            : LanguageExt.Prelude.Right<Error, string>(string.Empty)
        from kept in arguments.GetValue(CheckpointFolder) is { } written
            ? Files.WritableFolder(written)
            : LanguageExt.Prelude.Right<Error, string>(string.Empty)
        select new TrainingRun(recipe, path)
        {
            Report = report,
            Decoder = decoder,
            Board = board,
            Checkpoints = kept.Length > 0 ? new(kept) : null,
            CheckpointEvery = arguments.GetValue(CheckpointEvery),
            Shards = arguments.GetValue(Shards),
        };
}
