using System.Text.RegularExpressions;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.Tokenizers;

namespace FunctionalNet.Vocabularies;

/// <summary>WordPiece tokenizers.</summary>
internal static class WordPieces
{
    // As Hugging Face's BertPreTokenizer: a punctuation mark or an ASCII symbol alone, or a run of anything else but white space.
    private static readonly Regex Words = new(
        @"[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+",
        RegexOptions.Compiled,
        TimeSpan.FromSeconds(10)
    );

    private static readonly string[] Needed = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>A tokenizer from a vocabulary with one token per line.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="vocabulary">Its content.</param>
    /// <param name="lowerCase">Whether letters are lowercased.</param>
    /// <param name="stripAccents">Whether accents are removed; as <paramref name="lowerCase"/> if absent.</param>
    public static Either<Error, PublishedTokenizer> Of(
        string path,
        byte[] vocabulary,
        bool lowerCase,
        bool? stripAccents = null
    ) =>
        TokenizerFiles.Made(
            path,
            () =>
            {
                var lines = Tokens(vocabulary);
                var count = lines.Count;
                var options = new BertOptions
                {
                    LowerCaseBeforeTokenization = lowerCase,
                    RemoveNonSpacingMarks = stripAccents ?? lowerCase,
                    PreTokenizer = new RegexPreTokenizer(
                        Words,
                        Needed.ToDictionary(
                            token => lowerCase ? token.ToLowerInvariant() : token,
                            token => lines[token] - 1,
                            StringComparer.Ordinal
                        )
                    ),
                };
                var tokenizer = BertTokenizer.Create(new MemoryStream(vocabulary), options);
                var special = new Dictionary<string, int>(StringComparer.Ordinal)
                {
                    [tokenizer.ClassificationToken] = tokenizer.ClassificationTokenId,
                    [tokenizer.SeparatorToken] = tokenizer.SeparatorTokenId,
                    [tokenizer.PaddingToken] = tokenizer.PaddingTokenId,
                    [tokenizer.MaskingToken] = tokenizer.MaskingTokenId,
                    [tokenizer.UnknownToken] = tokenizer.UnknownTokenId,
                };

                // Including the tokens before and after a text, which only its own method adds.
                return new(tokenizer, count, special, text => tokenizer.EncodeToIds(CleanText.Of(text)))
                {
                    EndsTexts = true,
                };
            }
        );

    // The line of each token, from 1.
    private static Dictionary<string, int> Tokens(byte[] vocabulary)
    {
        using var reader = new StreamReader(new MemoryStream(vocabulary));
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } token)
        {
            if (!lines.TryAdd(token, lines.Count + 1))
            {
                throw new FormatException($"line {lines.Count + 1} repeats the token '{token}' of line {lines[token]}");
            }
        }

        return Needed.FirstOrDefault(token => !lines.ContainsKey(token)) is { } missing
            ? throw new FormatException($"it has no token '{missing}'")
            : lines;
    }
}
