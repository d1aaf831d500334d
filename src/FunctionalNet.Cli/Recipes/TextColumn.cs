using System.Collections.Immutable;
using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>Texts of a column of a CSV file, with the target column.</summary>
internal static class TextColumn
{
    private const string Padding = "[PAD]";

    /// <summary>Reads the texts as tokens, and their labels or numbers.</summary>
    public static Either<Error, Texts> Load(string file, string text, string target, RecipeData data) =>
        from words in Words(data.Vocabulary)
        let input = new TextInput(text, words, data.Length, PaddingOf(words))
        let column = input.Column
        from schema in Csv.Infer(
            file,
            target,
            data.IsLabel,
            new() { DecimalComma = data.DecimalComma, Inputs = [column] }
        )
        from samples in Csv.Load(
            file,
            new()
            {
                Inputs = [column],
                Target = schema.Target,
                HasHeader = schema.HasHeader,
                Separator = schema.Separator,
                DecimalComma = schema.DecimalComma,
            }
        )
        select new Texts(samples, schema.Target!.Values, input);

    private static int PaddingOf(ITokenizer words) =>
        words is PublishedTokenizer published ? published.Special.GetValueOrDefault(Padding, 0) : 0;

    private static Either<Error, ITokenizer> Words(string? vocabulary) =>
        vocabulary is null
            ? BytePairTokenizer.Of([])
            : PublishedTokenizer.Load(vocabulary).Map(words => (ITokenizer)words);
}

/// <summary>Texts as tokens.</summary>
/// <param name="Data">The samples.</param>
/// <param name="Labels">The names of the classes; none if targets are numbers.</param>
/// <param name="Input">The column and its vocabulary.</param>
internal sealed record Texts(Dataset<float> Data, ImmutableArray<string> Labels, TextInput Input);
