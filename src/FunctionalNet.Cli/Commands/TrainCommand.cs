using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using FunctionalNet.Cli.Recipes;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet train</c>: from a recipe to an ONNX file, checked in ONNX Runtime.</summary>
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

    private static readonly Option<string[]> Set = new("--set")
    {
        Description =
            "Another value of the recipe, as PATH=VALUE: data.holdOut=0.3, optimizer.rate=1e-3, model.Dropout.rate=0.2, model.Dense[0].units=64. optimizer.rate replaces a schedule, which --lr keeps. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<FileSystemInfo?> Data = new("--data")
    {
        Description =
            "The folder of mnist or fashion-mnist, if it is not its package's default; the file of a text or table, or the folder of images, that the recipe reads.",
    };

    private static readonly Option<double?> Temperature = Number.Optional(
        "--temperature",
        "The temperature of the text samples of a language model: 0 takes the most likely token, 1 samples from the model's distribution."
    );

    private static readonly Option<FileInfo?> Decoder = new("--decoder")
    {
        Description =
            "Where to write a language model with a key-value cache (past and present), for fnet generate and other runtimes for generation.",
    };

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
            Set,
            Data,
            Temperature,
            Decoder,
            Schema,
        };
        TrainingOptions.AddTo(command);
        Name.CompletionSources.Add(_ => Recipe.Names.Select(name => new CompletionItem(name)));
        command.SetAction(
            (arguments, stop) =>
                Task.Run(
                    () =>
                        RankedCommand.Of(ranks =>
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

        return arguments.GetValue(Name) is not { } name
            ? Error.New($"train needs a recipe: {string.Join(", ", Recipe.Names)}, or a file. See: fnet train --help")
            : from told in TrainingOptions.Of(arguments)
            from recipe in Recipe.Load(name, arguments.GetValue(Set) ?? [])
            from changed in Changed(arguments, told, recipe)
            from run in Asked(arguments, told, changed)
            select run;
    }

    private static LanguageExt.Either<Error, Recipe> Changed(
        ParseResult arguments,
        TrainingOptions told,
        Recipe recipe
    ) =>
        from optimizer in told.Rate is { } rate
            ? Calls.WithRate(recipe.Optimizer, rate).MapLeft(error => Error.New($"--lr: {error.Message}"))
            : recipe.Optimizer
        from held in told.HeldOut switch
        {
            null => recipe.Data,
            0 => Error.New("--held-out takes a number above 0: what is held out judges a recipe's model"),
            { } share => SourceKind.HoldingOut(recipe.Data, share),
        }
        from warm in arguments.GetValue(Temperature) is not null && recipe.Data is not { Text: not null, Csv: null }
            ? Error.New("--temperature is for the samples that a model of text writes: leave it out")
            : LanguageExt.Prelude.Right<Error, Recipe>(recipe)
        from data in arguments.GetValue(Data) is { } place ? SourceKind.At(held, $"{place}") : held
        select recipe with
        {
            Optimizer = optimizer,
            Epochs = told.Epochs ?? recipe.Epochs,
            Batch = told.Batch ?? recipe.Batch,
            Seed = told.Seed ?? recipe.Seed,
            Patience = told.Patience ?? recipe.Patience,
            Data = data,
            Writing = arguments.GetValue(Temperature) is { } temperature
                ? recipe.Writing with
                {
                    Temperature = temperature,
                }
                : recipe.Writing,
        };

    // By default, the file of the last training with the recipe is replaced.
    private static LanguageExt.Either<Error, TrainingRun> Asked(
        ParseResult arguments,
        TrainingOptions told,
        Recipe recipe
    ) =>
        from path in Files.New(
            arguments.GetValue(Out) ?? new FileInfo(Path.Combine("models", recipe.Name, $"{recipe.Name}.onnx")),
            isOwn: told.GoesOn || arguments.GetValue(Out) is null
        )
        from decoder in Files.New(arguments.GetValue(Decoder), told.GoesOn)
        select new TrainingRun(recipe, path) { Options = told, Decoder = decoder };
}
