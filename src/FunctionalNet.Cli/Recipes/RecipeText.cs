using System.Collections.Immutable;
using System.Text;
using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The pieces of a text, of a file or of all files of a folder: the beginning is for training, the end is held out.</summary>
internal static class RecipeText
{
    // Longer texts would have more tokens than fit into memory.
    private const long MaxBytes = 1L << 28;

    /// <summary>Reads a text; the tokens of its end are held out.</summary>
    public static Either<Error, Samples> Load(string path, RecipeData data) =>
        Read(path).Bind(text => Of(path, text, data));

    private static Either<Error, string> Read(string path)
    {
        try
        {
            // Links to the same text would be read twice.
            string[] files = Directory.Exists(path)
                ?
                [
                    .. new DirectoryInfo(path)
                        .GetFiles()
                        .Where(file => file.LinkTarget is null)
                        .OrderBy(file => file.Name, StringComparer.Ordinal)
                        .Select(file => file.FullName),
                ]
                : [path];
            return files
                .Aggregate(
                    Prelude.Right<Error, ImmutableList<byte[]>>([]),
                    (before, file) =>
                        from read in before
                        from next in BoundedFile.Read(file, MaxBytes - read.Sum(bytes => (long)bytes.Length))
                        select read.Add(next)
                )
                .BiMap(
                    texts => string.Join('\n', texts.Select(Decoded)).ReplaceLineEndings("\n"),
                    error => Error.New($"{error.Message}; name a text file of at most {MaxBytes:N0} bytes with --data")
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

    private static string Decoded(byte[] text)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        using var reader = new StreamReader(new MemoryStream(text), strict);
        return reader.ReadToEnd();
    }

    private static Either<Error, Samples> Of(string path, string text, RecipeData data)
    {
        // Byte pairs are learned from the beginning only; characters come from the whole text.
        var end = (int)((1 - data.HoldOut) * text.Length);
        end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
        ITokenizer vocabulary = data.Pairs is { } count
            ? BytePairTokenizer.Train(text[..end], count)
            : CharacterTokenizer.Of(text);
        var (learned, heldOut) = (vocabulary.Encode(text[..end]), vocabulary.Encode(text[end..]));
        var pieces = Math.Max(0, learned.Length - (long)data.Length) / (data.Stride ?? data.Length);
        if (pieces > Array.MaxLength / data.Length)
        {
            return Error.New(
                FormattableString.Invariant(
                    $"{pieces:N0} pieces of {data.Length} tokens are more than the {Array.MaxLength:N0} numbers that an array holds; take a larger stride"
                )
            );
        }

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
