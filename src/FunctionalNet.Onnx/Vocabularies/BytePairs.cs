using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace FunctionalNet.Vocabularies;

/// <summary>Byte-pair tokenizers.</summary>
internal static class BytePairs
{
    /// <summary>A tokenizer from the content of two files.</summary>
    public static TextPipeline Of(byte[] vocabulary, byte[] merges)
    {
        var tokens = JsonSerializer.Deserialize<Dictionary<string, int>>(vocabulary) ?? [];
        string[] pairs =
        [
            .. Encoding
                .UTF8.GetString(merges)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.TrimEnd('\r'))
                .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)),
        ];
        return Of(tokens, pairs, WordPattern.Gpt2) with { Added = [.. Special(tokens, pairs)] };
    }

    /// <summary>A tokenizer from tokens, pairs and words.</summary>
    /// <param name="tokens">The vocabulary.</param>
    /// <param name="pairs">The pairs, each as two tokens with a space between them.</param>
    /// <param name="words">The words of a text.</param>
    /// <param name="addsSpace">Whether a text that begins with no space gets one.</param>
    /// <param name="ignoresPairs">Whether a word that is a token needs no pairs.</param>
    public static TextPipeline Of(
        Dictionary<string, int> tokens,
        IEnumerable<string> pairs,
        WordPattern words,
        bool addsSpace = false,
        bool ignoresPairs = false
    )
    {
        if (tokens.Count == 0)
        {
            throw new FormatException("it holds no tokens");
        }

        var pairing = BpeTokenizer.Create(new BpeOptions(tokens) { Merges = pairs, ByteLevel = true });
        var missing = ByteLetters.Missing(tokens);
        return new()
        {
            Name = "byte pairs",
            Tokens = tokens,
            Encode = text =>
                words
                    .Split(addsSpace && text.Length > 0 && text[0] != ' ' ? $" {text}" : text)
                    .SelectMany(word =>
                    {
                        Check(word, missing);
                        return ignoresPairs && tokens.TryGetValue(ByteLetters.Of(word), out var whole)
                            ? [whole]
                            : pairing.EncodeToIds(word, considerPreTokenization: false);
                    }),
            Decode = ByteLetters.TextOf,
        };
    }

    private static void Check(string word, HashSet<byte> missing)
    {
        if (missing.Count == 0)
        {
            return;
        }

        foreach (var rune in word.EnumerateRunes())
        {
            if (missing.Overlaps(Encoding.UTF8.GetBytes(rune.ToString())))
            {
                throw new ArgumentException(
                    $"The vocabulary has no token for '{rune}' (U+{rune.Value:X4}): it lacks {missing.Count} of the 256 bytes.",
                    nameof(word)
                );
            }
        }
    }

    // The two files do not tell which tokens are special: those in brackets that no pair makes, as <|endoftext|>, <s> and [PAD].
    private static IEnumerable<AddedToken> Special(Dictionary<string, int> tokens, string[] pairs)
    {
        var made = pairs
            .Select(pair => pair.Replace(" ", string.Empty, StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        return tokens
            .Where(token => token.Key is (['<', _, .., '>'] or ['[', _, .., ']']) && !made.Contains(token.Key))
            .Select(token => new AddedToken(token.Key, token.Value));
    }
}
