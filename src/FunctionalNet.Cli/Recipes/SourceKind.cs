using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>A kind of source of samples: one row each.</summary>
/// <param name="Name">What its data are, in a sentence.</param>
/// <param name="Is">Whether the data of a recipe are of this kind; the first kind that says so is theirs.</param>
/// <param name="Keys">The keys that it reads beside those that name it.</param>
/// <param name="Replaced">The same data from another file or folder; null if they come from no single one.</param>
internal sealed record SourceKind(
    string Name,
    Func<RecipeData, bool> Is,
    ImmutableArray<string> Keys,
    Func<RecipeData, string, RecipeData>? Replaced = null
)
{
    private const string HoldOut = "holdOut";
    private const string Shape = "shape";

    private static readonly RecipeData Absent = new();

    private static readonly string[] Numbers = [Shape, "mean", "scale", "normalize"];

    // Keys that not all kinds read, and whether they have another value than if they are absent.
    private static readonly ImmutableArray<(string Key, Func<RecipeData, bool> IsGiven)> Given =
    [
        ("folder", data => data.Folder is not null),
        ("target", data => data.Target is not null),
        ("isLabel", data => data.IsLabel),
        ("decimalComma", data => data.DecimalComma),
        ("labels", data => data.Labels is not null),
        ("size", data => data.Size is not null),
        ("channels", data => data.Channels != Absent.Channels),
        ("vocabulary", data => data.Vocabulary is not null),
        ("length", data => data.Length != Absent.Length),
        ("stride", data => data.Stride is not null),
        ("pairs", data => data.Pairs is not null),
        (Shape, data => data.Shape is not null),
        (HoldOut, data => !data.HoldOut.Equals(Absent.HoldOut)),
        ("mean", data => data.Mean is not null),
        ("scale", data => data.Scale is not null),
        ("normalize", data => data.Normalize != Absent.Normalize),
    ];

    private static readonly ImmutableArray<SourceKind> All =
    [
        new(
            "a data set with a test set of its own",
            data => data.Known is { } name && NamedData.HasFolder(name),
            ["folder", .. Numbers],
            (data, path) => data with { Folder = path }
        ),
        new("a data set that comes with the tool", data => data.Known is not null, [HoldOut, .. Numbers]),
        new(
            "a column of texts",
            data => data is { Csv: not null, Text: not null },
            ["target", "isLabel", "decimalComma", "vocabulary", "length", HoldOut, Shape],
            (data, path) => data with { Csv = path }
        ),
        new(
            "a CSV file",
            data => data.Csv is not null,
            ["target", "isLabel", "decimalComma", HoldOut, .. Numbers],
            (data, path) => data with { Csv = path }
        ),
        new(
            "a text",
            data => data.Text is not null,
            ["length", "stride", "pairs", HoldOut, Shape],
            (data, path) => data with { Text = path }
        ),
        new("two IDX files", data => data.Inputs is not null, ["labels", HoldOut, .. Numbers]),
        new(
            "folders of images",
            data => data.Images is not null,
            ["size", "channels", HoldOut, .. Numbers],
            (data, path) => data with { Images = path }
        ),
    ];

    /// <summary>The first key that the source does not read; null if there is none, or no source.</summary>
    public static string? Problem(RecipeData data) =>
        Of(data) is { } kind
        && Given.FirstOrDefault(one => one.IsGiven(data) && !kind.Keys.Contains(one.Key, StringComparer.Ordinal)).Key
            is { } key
            ? $"{key} has no part in {kind.Name}, whose further keys are {string.Join(", ", kind.Keys)}"
            : null;

    /// <summary>The data with another share held out, or the error that they have a test set of their own.</summary>
    public static Either<Error, RecipeData> HoldingOut(RecipeData data, double share) =>
        Of(data) is { } kind && !kind.Keys.Contains(HoldOut, StringComparer.Ordinal)
            ? Error.New($"--held-out has no part in {kind.Name}, which judges the model: leave it out")
            : data with
            {
                HoldOut = share,
            };

    /// <summary>The same kind of data from another path, or the error that they come from no single one.</summary>
    public static Either<Error, RecipeData> At(RecipeData data, string path) =>
        Of(data) is not { } kind ? data
        : kind.Replaced is { } replaced ? replaced(data, path)
        : Error.New(
            $"the recipe's data are {kind.Name}, no single file or folder, so that --data {path} cannot stand for them"
        );

    private static SourceKind? Of(RecipeData data) => All.FirstOrDefault(kind => kind.Is(data));
}
