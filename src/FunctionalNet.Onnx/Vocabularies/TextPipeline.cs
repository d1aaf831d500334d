using System.Collections.Immutable;

namespace FunctionalNet.Vocabularies;

/// <summary>What a published tokenizer does with a text: tokens that are found in it as they are, words of the rest, and tokens around it.</summary>
internal sealed record TextPipeline
{
    /// <summary>Gets the kind of its model.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the vocabulary of its model.</summary>
    public required IReadOnlyDictionary<string, int> Tokens { get; init; }

    /// <summary>Gets the tokens of a text without added ones.</summary>
    public required Func<string, IEnumerable<int>> Encode { get; init; }

    /// <summary>Gets the text of tokens.</summary>
    public required Func<IEnumerable<string>, string> Decode { get; init; }

    /// <summary>Gets the tokens that are found before all else.</summary>
    public ImmutableArray<AddedToken> Added { get; init; } = [];

    /// <summary>Gets the tokens around each text.</summary>
    public Frame Frame { get; init; } = Frame.None;

    /// <summary>The tokens of a text; those of the raw text are found before those of the normalized one.</summary>
    public Func<string, IEnumerable<int>> Encoder()
    {
        var encode = Encode;
        foreach (var isNormalized in (bool[])[true, false])
        {
            if (Added.Where(token => token.IsNormalized == isNormalized).ToArray() is { Length: > 0 } tokens)
            {
                var (found, rest) = (new AddedTokens(tokens), encode);
                encode = text => found.Split(text).SelectMany(one => one.Token is { } token ? [token] : rest(one.Text));
            }
        }

        return text => [.. Frame.Before, .. encode(text), .. Frame.After];
    }
}
