using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>A model's input of texts: the column that it was trained on, and how its texts become tokens.</summary>
/// <param name="Name">The column.</param>
/// <param name="Words">The tokenizer.</param>
/// <param name="Length">The number of tokens of a text.</param>
/// <param name="Padding">The padding token.</param>
internal sealed record TextInput(string Name, ITokenizer Words, int Length, int Padding)
{
    private const string Kind = "text";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gets the column of a table.</summary>
    public Column Column => Column.Tokens(Name, Words, Length, Padding);

    /// <summary>Gets the metadata entry <see cref="InputForm.MetadataKey"/> of a model's file. It holds no published vocabulary.</summary>
    public string Metadata =>
        new JsonObject
        {
            ["kind"] = Kind,
            ["column"] = Name,
            ["length"] = Length,
            ["padding"] = Padding,
            ["tokens"] = Words.Count,
            ["isPublished"] = Words is PublishedTokenizer,
        }.ToJsonString();

    /// <summary>The input that a file records; none if it records no texts.</summary>
    /// <param name="metadata">The metadata of the file.</param>
    /// <param name="vocabulary">The published vocabulary, if it is given.</param>
    public static Either<Error, Option<TextInput>> Of(IReadOnlyDictionary<string, string> metadata, string? vocabulary)
    {
        try
        {
            return metadata.TryGetValue(InputForm.MetadataKey, out var text)
                && JsonNode.Parse(text) is JsonObject form
                && (string?)form["kind"] == Kind
                && (string?)form["column"] is { } column
                    ? WordsOf((bool)form["isPublished"]!, (int)form["tokens"]!, vocabulary)
                        .Map(words =>
                            Prelude.Some(new TextInput(column, words, (int)form["length"]!, (int)form["padding"]!))
                        )
                : vocabulary is null ? Option<TextInput>.None
                : Error.New("the model takes no texts of a published vocabulary: leave --vocabulary out");
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            // Another value is an unrelated entry of the same name.
            return Option<TextInput>.None;
        }
    }

    /// <summary>The tokens [n, length] of a file with one text per line; blank lines are ignored.</summary>
    public Either<Error, Tensor<float>> Lines(string path)
    {
        try
        {
            string[] lines = [.. File.ReadLines(path, Utf8).Where(line => !string.IsNullOrWhiteSpace(line))];
            return lines.Length == 0
                ? Error.New($"{path} has no texts")
                : Sequences
                    .Pad<float>([.. lines.Select(Words.Encode)], Length, Padding, keepLast: Words.EndsTexts)
                    .Tokens;
        }
        catch (DecoderFallbackException)
        {
            return Error.New($"{path} is no text in UTF-8: save the file as such");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Error.New($"cannot read the texts of {path}: {e.Message}");
        }
    }

    /// <summary>Whether the first line of a file is a header with the column.</summary>
    public bool IsColumnOf(string path) =>
        Csv.Numbers(path)
            .Match(
                Right: table => table.Inputs.Any(column => string.Equals(column.Name, Name, StringComparison.Ordinal)),
                Left: _ => false
            );

    private static Either<Error, ITokenizer> WordsOf(bool isPublished, int count, string? vocabulary) =>
        !isPublished
            ? vocabulary is null
                ? BytePairTokenizer.Of([])
                : Error.New("the model reads texts as bytes, without a vocabulary: leave --vocabulary out")
            : vocabulary is null
                ? Error.New(
                    FormattableString.Invariant(
                        $"the model takes texts in a vocabulary of {count:N0} tokens, which its file does not hold: name the vocabulary, as predict --vocabulary tokenizer.json, or give tokens in a file FILE.npy"
                    )
                )
                : PublishedTokenizer
                    .Load(vocabulary)
                    .Bind(words =>
                        words.Count == count
                            ? Prelude.Right<Error, ITokenizer>(words)
                            : Error.New(
                                FormattableString.Invariant(
                                    $"{vocabulary} has {words.Count:N0} tokens, the vocabulary of the model {count:N0}"
                                )
                            )
                    );
}
