using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.Tokenizers;

namespace FunctionalNet.Vocabularies;

/// <summary>WordPiece tokenizers.</summary>
internal static class WordPieces
{
    /// <summary>A tokenizer from a vocabulary with one token per line.</summary>
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

                // Including the tokens before and after a text, which only its own method adds.
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
