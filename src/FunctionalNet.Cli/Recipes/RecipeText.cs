using System.Collections.Immutable;
using System.Text;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The pieces of a text, of a file or of all files of a folder: its beginning is learned from, its end is held out.</summary>
internal static class RecipeText
{
    // Longer texts would be cut into more tokens than fit into memory.
    private const long MostBytes = 1L << 28;

    /// <summary>Reads a text; the tokens of its end are held out.</summary>
    public static Either<Error, Samples> Load(string path, RecipeData data) =>
        Read(path).Bind(text => Of(path, text, data));

    private static Either<Error, string> Read(string path)
    {
        try
        {
            // Other names of the same text would come twice.
            FileInfo[] files = Directory.Exists(path)
                ?
                [
                    .. new DirectoryInfo(path)
                        .GetFiles()
                        .Where(file => file.LinkTarget is null)
                        .OrderBy(file => file.Name, StringComparer.Ordinal),
                ]
                : [new(path)];
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return files.Sum(file => file.Length) > MostBytes
                ? Error.New($"{path} is longer than {MostBytes:N0} bytes")
                : Prelude.Right<Error, string>(
                    string.Join('\n', files.Select(file => File.ReadAllText(file.FullName, strict)))
                        .ReplaceLineEndings("\n")
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {path}: {e.Message}; name a text file with --data");
        }
        catch (DecoderFallbackException e)
        {
            return Error.New($"{path} is no text in UTF-8: {e.Message}");
        }
    }

    private static Either<Error, Samples> Of(string path, string text, RecipeData data)
    {
        // Pairs are learned from the beginning only; characters are a list of what can occur.
        var end = (int)((1 - data.HoldOut) * text.Length);
        end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
        IVocabulary vocabulary = data.Pairs is { } count ? BytePairs.Learn(text[..end], count) : Characters.Of(text);
        var (learned, heldOut) = (vocabulary.Encode(text[..end]), vocabulary.Encode(text[end..]));
        return Math.Min(learned.Length, heldOut.Length) <= data.Length
            ? Error.New(
                $"{path} is too short: {learned.Length} tokens to learn and {heldOut.Length} held out hold no piece of {data.Length} and the token that follows"
            )
            : new Samples(
                Sequences.Next<float>(learned, data.Length, data.Stride),
                Sequences.Next<float>(heldOut, data.Length),
                [.. Enumerable.Range(0, vocabulary.Count).Select(token => vocabulary.Decode(token))],
                null
            )
            {
                Vocabulary = vocabulary,
            };
    }
}
