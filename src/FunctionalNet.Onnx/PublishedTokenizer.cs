using System.Collections.Immutable;
using FunctionalNet.Vocabularies;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// A tokenizer published with a model: WordPiece, as BERT's, or byte pairs, as those of GPT-2 and Llama 3, by Microsoft.ML.Tokenizers. It
/// gives the tokens that Hugging Face's tokenizers give for the same file.
/// </summary>
/// <remarks>
/// <para>Wu and others, "Google's Neural Machine Translation System", 2016, and Radford and others, 2019. For a vocabulary trained with this
/// library use <see cref="BytePairTokenizer"/>.</para>
/// <para>A part of a file that is not read is an error that names it. The blocks <c>truncation</c> and <c>padding</c> change no text here, as
/// they change none in Hugging Face's transformers unless asked to: <see cref="Sequences.Pad{T}"/> truncates and pads.</para>
/// <para>Two kinds of characters may have other tokens. For WordPiece, accents, punctuation and format characters that Unicode took up after
/// version 8 (2015) are none to tokenizers, and are such here. For byte pairs whose vocabulary lacks some of the 256 bytes, a character that
/// needs one is an error, where tokenizers leaves it out.</para>
/// </remarks>
/// <example><code>
/// var words = PublishedTokenizer.Load("all-MiniLM-L6-v2/tokenizer.json").OrThrow();
/// string[] texts = ["A man plays.", "Rain."];
/// var (ids, mask) = Sequences.Pad&lt;float>([.. texts.Select(words.Encode)], length: 128, keepLast: words.EndsTexts); // [2, 128]
/// </code></example>
public sealed class PublishedTokenizer : ITokenizer
{
    private const string Config = "tokenizer_config.json";

    private readonly TextPipeline pipeline;
    private readonly Func<string, IEnumerable<int>> encode;
    private readonly Dictionary<int, string> names = [];

    internal PublishedTokenizer(TextPipeline pipeline)
    {
        (this.pipeline, encode) = (pipeline, pipeline.Encoder());
        foreach (var (name, token) in pipeline.Tokens)
        {
            names[token] = name;
        }

        foreach (var token in pipeline.Added)
        {
            names[token.Id] = token.Content;
        }

        Count = names.Keys.Max() + 1;
        Special = pipeline
            .Added.Where(token => token.IsSpecial)
            .ToImmutableSortedDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Gets the special tokens, such as <c>[CLS]</c>, <c>[PAD]</c> and <c>&lt;|endoftext|></c>, by name.</summary>
    public ImmutableSortedDictionary<string, int> Special { get; }

    /// <summary>Kind and number of tokens.</summary>
    public override string ToString() => $"{pipeline.Name}, {Count} tokens";

    /// <inheritdoc/>
    public bool EndsTexts => pipeline.Frame.After.Length > 0;

    /// <summary>Reads a tokenizer from a file of Hugging Face's tokenizers, or from the folder of a model.</summary>
    /// <param name="path">
    /// <c>tokenizer.json</c>; the <c>vocab.txt</c> of WordPiece; or a folder with one of them, or with <c>vocab.json</c> and <c>merges.txt</c>.
    /// Beside a <c>vocab.txt</c>, <c>tokenizer_config.json</c> tells whether letters are lowercased and lose accents.
    /// </param>
    /// <returns>The tokenizer, or what is wrong with the file, or which of its parts are not supported.</returns>
    /// <example><code>var pairs = PublishedTokenizer.Load("gpt2").OrThrow();</code></example>
    public static Either<Error, PublishedTokenizer> Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string In(string name) => Path.Combine(path, name);
        return !Directory.Exists(path)
            ? string.Equals(Path.GetExtension(path), ".txt", StringComparison.OrdinalIgnoreCase)
                ? Bert(path, Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, Config))
                : TokenizerFiles
                    .Read(path)
                    .Bind(bytes => TokenizerFiles.Made(path, () => new PublishedTokenizer(TokenizerJson.Read(bytes))))
            : File.Exists(In("tokenizer.json"))
                ? Load(In("tokenizer.json"))
                : File.Exists(In("vocab.txt"))
                    ? Bert(In("vocab.txt"), In(Config))
                    : File.Exists(In("vocab.json")) && File.Exists(In("merges.txt"))
                        ? BytePairs(In("vocab.json"), In("merges.txt"))
                        : Error.New($"{path} holds no tokenizer.json, no vocab.txt, and no vocab.json with merges.txt");
    }

    /// <summary>A WordPiece tokenizer, from a vocabulary with one token per line.</summary>
    /// <param name="vocabulary">The file, by convention <c>vocab.txt</c>.</param>
    /// <param name="lowerCase">Whether letters are lowercased and accents removed.</param>
    /// <returns>The tokenizer, whose sequences start with <c>[CLS]</c> and end with <c>[SEP]</c>, or what is wrong with the file.</returns>
    /// <example><code>var words = PublishedTokenizer.WordPiece("vocab.txt").OrThrow();</code></example>
    public static Either<Error, PublishedTokenizer> WordPiece(string vocabulary, bool lowerCase = true) =>
        TokenizerFiles.Read(vocabulary).Bind(bytes => Of(vocabulary, bytes, new BertText(Lowercase: lowerCase)));

    /// <summary>A byte-pair tokenizer, as GPT-2's.</summary>
    /// <param name="vocabulary">The file of tokens and their numbers, by convention <c>vocab.json</c>.</param>
    /// <param name="merges">The file with one pair per line, by convention <c>merges.txt</c>.</param>
    /// <returns>
    /// The tokenizer, or what is wrong with a file. The files do not tell which tokens are special: tokens in brackets that no pair makes
    /// are, as <c>&lt;|endoftext|></c>.
    /// </returns>
    /// <example><code>var pairs = PublishedTokenizer.BytePairs("vocab.json", "merges.txt").OrThrow();</code></example>
    public static Either<Error, PublishedTokenizer> BytePairs(string vocabulary, string merges) =>
        from tokens in TokenizerFiles.Read(vocabulary)
        from pairs in TokenizerFiles.Read(merges)
        from tokenizer in TokenizerFiles
            .Made(vocabulary, () => new PublishedTokenizer(Vocabularies.BytePairs.Of(tokens, pairs)))
            .MapLeft(error => Error.New($"{error.Message} (pairs of {merges})"))
        select tokenizer;

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. encode(text)];
    }

    /// <inheritdoc/>
    public string Decode(params int[] tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        foreach (var token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, Count, nameof(tokens));
        }

        return pipeline.Decode(tokens.Where(names.ContainsKey).Select(token => names[token]));
    }

    private static Either<Error, PublishedTokenizer> Bert(string vocabulary, string config) =>
        from tokens in TokenizerFiles.Read(vocabulary)
        from text in File.Exists(config)
            ? TokenizerFiles.Read(config).Bind(bytes => TokenizerFiles.Made(config, () => WordPieces.Configured(bytes)))
            : new BertText()
        from tokenizer in Of(vocabulary, tokens, text)
        select tokenizer;

    private static Either<Error, PublishedTokenizer> Of(string path, byte[] vocabulary, BertText text) =>
        TokenizerFiles.Made(path, () => new PublishedTokenizer(WordPieces.Of(vocabulary, text)));
}
