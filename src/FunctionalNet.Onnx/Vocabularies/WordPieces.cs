using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.Tokenizers;

namespace FunctionalNet.Vocabularies;

/// <summary>Tokenizers of words and their pieces.</summary>
internal static class WordPieces
{
    /// <summary>A tokenizer of a vocabulary, a token a line.</summary>
    public static Either<Error, PublishedTokenizer> Of(string path, byte[] vocabulary, bool lowerCase) =>
        TokenizerFiles.Made(
            path,
            () =>
            {
                var options = new BertOptions
                {
                    LowerCaseBeforeTokenization = lowerCase,
                    RemoveNonSpacingMarks = lowerCase,
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

                // With the tokens before and behind a text, which only its own method puts there.
                return new(tokenizer, Lines(vocabulary), special, text => tokenizer.EncodeToIds(text));
            }
        );

    private static int Lines(byte[] vocabulary)
    {
        using var reader = new StreamReader(new MemoryStream(vocabulary));
        var count = 0;
        while (reader.ReadLine() is not null)
        {
            count++;
        }

        return count;
    }
}
