using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.Tokenizers;

namespace FunctionalNet.Vocabularies;

/// <summary>Byte-pair tokenizers.</summary>
internal static class BytePairs
{
    /// <summary>The word pattern of GPT-2: letters, digits or punctuation with the space before them, and spaces.</summary>
    public const string Words = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>A tokenizer from two files.</summary>
    public static Either<Error, PublishedTokenizer> Of(
        string path,
        byte[] vocabulary,
        string mergesPath,
        byte[] merges
    ) =>
        TokenizerFiles
            .Made(
                path,
                () =>
                {
                    var tokens = JsonSerializer.Deserialize<Dictionary<string, int>>(vocabulary) ?? [];
                    var lines = Encoding.UTF8.GetString(merges).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    string[] pairs =
                    [
                        .. lines
                            .Select(line => line.TrimEnd('\r'))
                            .Where(line => !line.StartsWith("#version", StringComparison.Ordinal)),
                    ];
                    return Of(tokens, pairs, Special(tokens, pairs), Words);
                }
            )
            .MapLeft(error => Error.New($"{error.Message} (pairs of {mergesPath})"));

    /// <summary>A tokenizer from tokens, pairs, special tokens, and the word pattern.</summary>
    public static PublishedTokenizer Of(
        Dictionary<string, int> tokens,
        IEnumerable<string> pairs,
        Dictionary<string, int> special,
        string words
    )
    {
        if (tokens.Count == 0)
        {
            throw new FormatException("it holds no tokens");
        }

        // A malicious pattern must not search forever.
        var pattern = new Regex(words, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        var options = new BpeOptions(tokens.Where(token => !special.ContainsKey(token.Key)))
        {
            Merges = pairs,
            ByteLevel = true,
            SpecialTokens = special,
            PreTokenizer = new RegexPreTokenizer(pattern, special),
        };
        var (tokenizer, letters) = (BpeTokenizer.Create(options), new ByteLetters(tokens, special));
        return new(
            tokenizer,
            tokens.Values.Concat(special.Values).Max() + 1,
            special,
            text =>
            {
                letters.Check(text);
                return tokenizer.EncodeToIds(text);
            }
        );
    }

    // The two files do not tell which tokens are special: those in brackets that no pair makes, as <|endoftext|>, <s> and [PAD].
    private static Dictionary<string, int> Special(Dictionary<string, int> tokens, string[] pairs)
    {
        var made = pairs
            .Select(pair => pair.Replace(" ", string.Empty, StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        return tokens
            .Where(token => token.Key is (['<', _, .., '>'] or ['[', _, .., ']']) && !made.Contains(token.Key))
            .ToDictionary(StringComparer.Ordinal);
    }
}
