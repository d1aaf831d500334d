using System.Collections.Immutable;
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
        let column = Column.Tokens(text, words, data.Length, PaddingOf(words), keepLast: words is PublishedTokenizer)
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
        select new Texts(samples, schema.Target!.Values, words);

    /// <summary>The padding token.</summary>
    public static int PaddingOf(ITokenizer? words) =>
        words is PublishedTokenizer published ? published.Special.GetValueOrDefault(Padding, 0) : 0;

    private static Either<Error, ITokenizer> Words(string? vocabulary) =>
        vocabulary is null
            ? BytePairTokenizer.Of([])
            : PublishedTokenizer.Load(vocabulary).Map(words => (ITokenizer)words);
}

/// <summary>Texts as tokens.</summary>
/// <param name="Data">The samples.</param>
/// <param name="Labels">The names of the classes; none if targets are numbers.</param>
/// <param name="Words">The vocabulary.</param>
internal sealed record Texts(Dataset<float> Data, ImmutableArray<string> Labels, ITokenizer Words);
