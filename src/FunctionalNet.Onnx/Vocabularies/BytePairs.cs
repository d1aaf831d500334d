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
                    var pairs = lines
                        .Select(line => line.TrimEnd('\r'))
                        .Where(line => !line.StartsWith("#version", StringComparison.Ordinal));
                    return Of(tokens, pairs, special: [], Words);
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
        // A malicious pattern must not search forever.
        var pattern = new Regex(words, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        var options = new BpeOptions(tokens.Where(token => !special.ContainsKey(token.Key)))
        {
            Merges = pairs,
            ByteLevel = true,
            SpecialTokens = special,
            PreTokenizer = new RegexPreTokenizer(pattern, special),
        };
        return new(BpeTokenizer.Create(options), tokens.Values.Concat(special.Values).Max() + 1, special);
    }
}
