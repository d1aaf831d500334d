using System.Collections.Immutable;
using FunctionalNet.Cli.Data;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The samples of a recipe, unnormalized.</summary>
/// <param name="Learned">The training samples.</param>
/// <param name="HeldOut">The held-out samples.</param>
/// <param name="Labels">The names of the classes; none if targets are numbers.</param>
/// <param name="Normalization">The normalization before the model; null for none.</param>
internal sealed record Samples(
    Dataset<float> Learned,
    Dataset<float> HeldOut,
    ImmutableArray<string> Labels,
    Normalization? Normalization
)
{
    /// <summary>Gets the vocabulary of a text whose next tokens are predicted; null for other samples.</summary>
    public ITokenizer? Vocabulary { get; init; }

    /// <summary>Gets the column of texts with labels or numbers, and its vocabulary; null for other samples.</summary>
    public TextInput? Texts { get; init; }

    /// <summary>Gets the vocabulary of texts of either kind; null if there are none.</summary>
    public ITokenizer? Tokenizer => Vocabulary ?? Texts?.Words;

    /// <summary>Gets the padding token.</summary>
    public int Padding => Texts?.Padding ?? 0;

    /// <summary>Gets the meaning of the numbers of a sample; null if unknown.</summary>
    public InputForm? Form { get; init; }

    /// <summary>Gets remarks on a table: what its columns were taken for, and what float32 loses of them.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Gets a value indicating whether the targets are labels.</summary>
    public bool AreLabelled => !Labels.IsEmpty;

    /// <summary>Gets the description of the samples.</summary>
    public string Things =>
        Vocabulary is not null ? "pieces of text"
        : Texts is not null ? "texts"
        : Learned.InputShape.Rank > 1 && AreLabelled ? "images"
        : "samples";

    /// <summary>Samples as the model sees them.</summary>
    public Dataset<float> Seen(Dataset<float> raw) => Normalization?.Apply(raw) ?? raw;
}
