using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace FunctionalNet.Vocabularies;

/// <summary>WordPiece tokenizers.</summary>
internal static class WordPieces
{
    /// <summary>What stands before a piece that begins no word.</summary>
    public const string Inside = "##";

    /// <summary>The name of the unknown token.</summary>
    public const string Unknown = "[UNK]";

    /// <summary>The number of characters that a word has at most; of a longer one the token is the unknown one.</summary>
    public const int Longest = 100;

    private const int LongestRead = 10_000;

    private static readonly string[] Needed = ["[PAD]", Unknown, "[CLS]", "[SEP]", "[MASK]"];

    // English that the words of BERT take apart.
    private static readonly (string Apart, string Joined)[] Joints =
    [
        (" .", "."),
        (" ?", "?"),
        (" !", "!"),
        (" ,", ","),
        (" ' ", "'"),
        (" n't", "n't"),
        (" 'm", "'m"),
        (" do not", " don't"),
        (" 's", "'s"),
        (" 've", "'ve"),
        (" 're", "'re"),
    ];

    /// <summary>The text of BERT with the options of a <c>tokenizer_config.json</c>.</summary>
    public static BertText Configured(byte[] config)
    {
        using var json = JsonDocument.Parse(config);
        var root = json.RootElement;
        return new(
            HandleChineseChars: root.Flag("tokenize_chinese_chars") ?? true,
            StripAccents: root.Flag("strip_accents"),
            Lowercase: root.Flag("do_lower_case") ?? true
        );
    }

    /// <summary>The tokenizer of BERT with a vocabulary of one token per line.</summary>
    public static TextPipeline Of(byte[] vocabulary, BertText normalizer)
    {
        var tokens = Lines(vocabulary);
        return Of(tokens, normalizer.Normalize) with
        {
            Added = [.. Needed.Select(token => new AddedToken(token, tokens[token]))],
            Frame = new([tokens["[CLS]"]], [tokens["[SEP]"]]),
        };
    }

    /// <summary>A tokenizer from tokens.</summary>
    public static TextPipeline Of(
        Dictionary<string, int> tokens,
        Func<string, string> normalize,
        string unknown = Unknown,
        string inside = Inside,
        int longest = Longest
    )
    {
        if (!tokens.TryGetValue(unknown, out var other))
        {
            throw new FormatException($"it has no token '{unknown}'");
        }

        if (!tokens.Values.Order().SequenceEqual(Enumerable.Range(0, tokens.Count)))
        {
            throw new FormatException("the numbers of its tokens are not those from 0 on");
        }

        if (tokens.Keys.FirstOrDefault(token => token.Length == 0 || token.AsSpan().ContainsAny('\r', '\n')) is { } odd)
        {
            throw JsonFields.NotSupported($"the token {tokens[odd]}, which is empty or breaks a line,");
        }

        if (longest > LongestRead)
        {
            throw JsonFields.NotSupported($"the 'max_input_chars_per_word' {longest}");
        }

        var lines = string.Join('\n', tokens.OrderBy(token => token.Value).Select(token => token.Key));

        // The library counts halves of characters beyond U+FFFF.
        var pieces = WordPieceTokenizer.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(lines)),
            new()
            {
                UnknownToken = unknown,
                ContinuingSubwordPrefix = inside,
                MaxInputCharsPerWord = 2 * longest,
            }
        );
        return new()
        {
            Name = "WordPiece",
            Tokens = tokens,
            Encode = text =>
                BertText
                    .Words(normalize(text))
                    .SelectMany(word =>
                        word.EnumerateRunes().Count() > longest
                            ? [other]
                            : pieces.EncodeToIds(word, considerPreTokenization: false)
                    ),
            Decode = parts => Decode(parts, Inside, joins: true),
        };
    }

    /// <summary>The text of tokens: a space before each that begins a word.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="inside">What stands before those that begin none.</param>
    /// <param name="joins">Whether punctuation and short forms of English have no space before them.</param>
    public static string Decode(IEnumerable<string> tokens, string inside, bool joins) =>
        string.Concat(
            tokens
                .Select(
                    (token, i) =>
                        i == 0 ? token
                        : token.StartsWith(inside, StringComparison.Ordinal) ? token[inside.Length..]
                        : $" {token}"
                )
                .Select(token =>
                    joins
                        ? Joints.Aggregate(
                            token,
                            (text, joint) => text.Replace(joint.Apart, joint.Joined, StringComparison.Ordinal)
                        )
                        : token
                )
        );

    private static Dictionary<string, int> Lines(byte[] vocabulary)
    {
        using var reader = new StreamReader(new MemoryStream(vocabulary));
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } token)
        {
            if (!lines.TryAdd(token, lines.Count))
            {
                throw new FormatException(
                    $"line {lines.Count + 1} repeats the token '{token}' of line {lines[token] + 1}"
                );
            }
        }

        return Needed.FirstOrDefault(token => !lines.ContainsKey(token)) is { } missing
            ? throw new FormatException($"it has no token '{missing}'")
            : lines;
    }
}
