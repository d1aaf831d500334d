using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet recipes</c>: lists the built-in recipes, and checks those of files before they are trained.</summary>
internal static class RecipesCommand
{
    public static Command Create()
    {
        var command = new Command("recipes", "List recipes, describe one, print one to start from, or check a file.")
        {
            Of("describe", "Tell what a recipe learns from, and how.", Described),
            Of("print", "Print a recipe as a file to start from: fnet recipes print iris > mine.json", Printed),
            Of(
                "validate",
                "Check a recipe, its data, and that the model fits them, without training; the exit code is 1 if there is an error.",
                Validated
            ),
        };
        var list = new Command("list", "List the recipes that are built in.");
        list.SetAction(_ => ExitCode.Of(Listed()));
        command.Add(list);
        command.SetAction(_ => ExitCode.Of(Listed()));
        return command;
    }

    private static Command Of(string name, string description, Func<string, ResultOrError> action)
    {
        var recipe = new Argument<string>("RECIPE") { Description = "A built-in recipe, or a file in JSON." };
        recipe.CompletionSources.Add(_ => Recipe.Names.Select(one => new CompletionItem(one)));
        var command = new Command(name, description) { recipe };
        command.SetAction(arguments => ExitCode.Of(action(arguments.GetValue(recipe)!)));
        return command;
    }

    private static ResultOrError Listed() =>
        Recipe
            .Names.Select(name => Recipe.Load(name))
            .Aggregate(
                LanguageExt.Prelude.Right<LanguageExt.Common.Error, LanguageExt.Seq<Recipe>>([]),
                (before, next) => before.Bind(all => next.Map(all.Add))
            )
            .Map(recipes =>
            {
                ResultTable.Show(recipes.Select(recipe => (recipe.Name, (string?)recipe.Description)));
                return Result.Of(
                    new
                    {
                        recipes = recipes.Select(recipe => new
                        {
                            name = recipe.Name,
                            description = recipe.Description,
                        }),
                    }
                );
            });

    private static ResultOrError Described(string name) =>
        from json in Recipe.Json(name)
        from recipe in Recipe.Load(name)
        select Shown(recipe, json);

    private static Result Shown(Recipe recipe, JsonNode? json)
    {
        ResultTable.Show(
            ("name", recipe.Name),
            ("about", recipe.Description),
            ("data", $"{json?["data"]?.ToJsonString()}"),
            ("model", recipe.Model.Replace(" >> ", "\n  >> ", StringComparison.Ordinal)),
            ("loss", recipe.Loss),
            ("optimizer", recipe.Optimizer),
            ("epochs", recipe.Epochs.ToString(CultureInfo.InvariantCulture)),
            ("batch", recipe.Batch.ToString(CultureInfo.InvariantCulture)),
            ("seed", recipe.Seed.ToString(CultureInfo.InvariantCulture)),
            ("patience", recipe.Patience?.ToString(CultureInfo.InvariantCulture)),
            ("train it", $"fnet train {recipe.Name}, with --set PATH=VALUE for any value")
        );
        return Result.Of(new { recipe = json });
    }

    private static ResultOrError Printed(string name) =>
        from bytes in Recipe.Text(name)
        from json in Recipe.Json(name)
        select Written(Encoding.UTF8.GetString(bytes), json);

    private static Result Written(string text, JsonNode? json)
    {
        Console.Write(text);
        return Result.Of(new { recipe = json });
    }

    // An error in a recipe is the result of the check; a missing file is an error of the command.
    private static ResultOrError Validated(string name) =>
        from bytes in Recipe.Text(name)
        select Verdict(name, TrainingRun.Check(name));

    private static Result Verdict(string name, LanguageExt.Either<LanguageExt.Common.Error, string> found) =>
        found.Match(
            Right: said =>
            {
                Console.WriteLine($"{name} is right: {said}");
                return Result.Judged(
                    isRight: true,
                    new
                    {
                        recipe = name,
                        valid = true,
                        found = said,
                    }
                );
            },
            Left: error =>
            {
                ErrorLine.Print(error.Message);
                return Result.Judged(isRight: false, new { recipe = name, valid = false });
            }
        );
}
