using System.Collections.Immutable;
using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The data sets that a recipe names with <c>known</c>: one row each.</summary>
/// <param name="Name">The name in a recipe.</param>
/// <param name="Load">Reads the samples as a recipe wants them.</param>
/// <param name="IsFolder">Whether they are files of a folder; otherwise they come with the tool.</param>
internal sealed record NamedData(string Name, Func<RecipeData, Either<Error, Samples>> Load, bool IsFolder = false)
{
    private static readonly string[] Garments =
    [
        "T-shirt",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "boot",
    ];

    private static readonly ImmutableArray<NamedData> All =
    [
        new(
            "digits",
            data =>
                Digits
                    .Load()
                    .Bind(read => Split.Of(read, ClassNames.Numbers(10), data, InputForm.Image(8, 8, high: 16)))
        ),
        new("iris", data => Iris.Load().Bind(iris => Split.Of(iris.Data, iris.Schema, data))),
        new("sine", data => Split.Of(Sine.Draw(), [], data)),
        new("mnist", data => Split.Given(Datasets.Mnist(data.Folder), ClassNames.Numbers(10)), IsFolder: true),
        new("fashion-mnist", data => Split.Given(Datasets.FashionMnist(data.Folder), Garments), IsFolder: true),
    ];

    /// <summary>The samples of a name.</summary>
    public static Either<Error, Samples> Read(string name, RecipeData data) =>
        Find(name) is { } found ? found.Load(data) : Error.New(Problem(name)!);

    /// <summary>The error of a name that there is not; null if there is it.</summary>
    public static string? Problem(string name) =>
        Find(name) is null
            ? $"there are no known data {name}, but {string.Join(", ", All.Select(one => one.Name))}{Suggestion.After(name, All.Select(one => one.Name))}"
            : null;

    /// <summary>Whether a name is that of files of a folder.</summary>
    public static bool HasFolder(string name) => Find(name) is { IsFolder: true };

    private static NamedData? Find(string name) => All.FirstOrDefault(one => one.Name == name);
}
