using System.Collections.Immutable;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The samples of a recipe, raw as they come.</summary>
/// <param name="Learned">Those to learn from.</param>
/// <param name="HeldOut">Those held out.</param>
/// <param name="Labels">The names of the classes; none where targets are numbers.</param>
/// <param name="Normalization">What the model sees them through; null for as they are.</param>
internal sealed record Samples(
    Dataset<float> Learned,
    Dataset<float> HeldOut,
    ImmutableArray<string> Labels,
    Normalization? Normalization
)
{
    /// <summary>Gets what the tokens of a text stand for, of which each is to tell the next; null where the samples are of no such text.</summary>
    public ITokenizer? Vocabulary { get; init; }

    /// <summary>Gets what the tokens of texts stand for that have labels or numbers; null where samples are no texts.</summary>
    public ITokenizer? Words { get; init; }

    /// <summary>Gets what tokens stand for, of texts of either kind; null where there are none.</summary>
    public ITokenizer? Tokenizer => Vocabulary ?? Words;

    /// <summary>Gets the token that fills texts up.</summary>
    public int Padding => TextColumn.PaddingOf(Words);

    /// <summary>Gets what the numbers of a sample stand for; null where nothing is known of it.</summary>
    public InputForm? Form { get; init; }

    /// <summary>Gets a value indicating whether the targets are labels.</summary>
    public bool AreLabelled => !Labels.IsEmpty;

    /// <summary>Gets what the samples are called.</summary>
    public string Things =>
        Vocabulary is not null ? "pieces of text"
        : Words is not null ? "texts"
        : Learned.InputShape.Rank > 1 && AreLabelled ? "images"
        : "samples";

    /// <summary>Samples as the model sees them.</summary>
    public Dataset<float> Seen(Dataset<float> raw) => Normalization?.Apply(raw) ?? raw;
}
