using System.Collections.Immutable;
using FunctionalNet.Vocabularies;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.Tokenizers;

namespace FunctionalNet;

/// <summary>
/// A tokenizer published with a model: WordPiece, as BERT's, or byte pairs, as those of GPT-2 and Llama 3, by Microsoft.ML.Tokenizers.
/// </summary>
/// <remarks>
/// Wu and others, "Google's Neural Machine Translation System", 2016, and Radford and others, 2019. For a vocabulary trained with this
/// library use <see cref="BytePairTokenizer"/>. <see cref="Sequences.Pad{T}"/> batches texts.
/// </remarks>
/// <example><code>
/// var words = PublishedTokenizer.Load("all-MiniLM-L6-v2/tokenizer.json").OrThrow();
/// string[] texts = ["A man plays.", "Rain."];
/// var (ids, mask) = Sequences.Pad&lt;float>([.. texts.Select(words.Encode)], length: 128, keepLast: words.EndsTexts); // [2, 128]
/// </code></example>
public sealed class PublishedTokenizer : ITokenizer
{
    private readonly Tokenizer tokenizer;
    private readonly Func<string, IReadOnlyList<int>> encode;

    internal PublishedTokenizer(
        Tokenizer tokenizer,
        int count,
        IReadOnlyDictionary<string, int> special,
        Func<string, IReadOnlyList<int>>? encode = null
    ) =>
        (this.tokenizer, this.encode, Count, Special) = (
            tokenizer,
            encode ?? (text => tokenizer.EncodeToIds(text)),
            count,
            special.ToImmutableSortedDictionary(StringComparer.Ordinal)
        );

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Gets the special tokens, such as <c>[CLS]</c>, <c>[PAD]</c> and <c>&lt;|endoftext|></c>, by name.</summary>
    public ImmutableSortedDictionary<string, int> Special { get; }

    /// <summary>Kind and number of tokens.</summary>
    public override string ToString() => $"{(EndsTexts ? "WordPiece" : "byte pairs")}, {Count} tokens";

    /// <inheritdoc/>
    public bool EndsTexts { get; internal init; }

    /// <summary>Reads a tokenizer from a file of Hugging Face's tokenizers, or from the folder of a model.</summary>
    /// <param name="path">
    /// <c>tokenizer.json</c>; the <c>vocab.txt</c> of WordPiece; or a folder with one of them, or with <c>vocab.json</c> and <c>merges.txt</c>.
    /// </param>
    /// <returns>The tokenizer, or what is wrong with the file, or which of its parts are not supported.</returns>
    /// <example><code>var pairs = PublishedTokenizer.Load("gpt2").OrThrow();</code></example>
    public static Either<Error, PublishedTokenizer> Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string In(string name) => Path.Combine(path, name);
        return !Directory.Exists(path)
            ? string.Equals(Path.GetExtension(path), ".txt", StringComparison.OrdinalIgnoreCase)
                ? WordPiece(path)
                : TokenizerFiles.Read(path).Bind(bytes => TokenizerJson.Read(path, bytes))
            : File.Exists(In("tokenizer.json"))
                ? Load(In("tokenizer.json"))
                : File.Exists(In("vocab.txt"))
                    ? WordPiece(In("vocab.txt"))
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
        TokenizerFiles.Read(vocabulary).Bind(bytes => WordPieces.Of(vocabulary, bytes, lowerCase));

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
        from tokenizer in Vocabularies.BytePairs.Of(vocabulary, tokens, merges, pairs)
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

        return tokenizer.Decode(tokens) ?? string.Empty;
    }
}
