using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionalNet.Vocabularies;

/// <summary>Reads files of Hugging Face's tokenizers with a model WordPiece, as BERT's, or BPE over bytes, as GPT-2's.</summary>
/// <remarks>What a file says and is not done here is an error that names it, but for truncation and padding, which are left to the caller.</remarks>
internal static class TokenizerJson
{
    /// <summary>The tokenizer of a file.</summary>
    /// <exception cref="NotSupportedException">A part of it is not read.</exception>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static TextPipeline Read(byte[] file)
    {
        using var json = JsonDocument.Parse(file, new() { MaxDepth = 32 });
        var root = json.RootElement;
        var model = root.Part("model");
        var kind =
            model.Kind() is { Length: > 0 } name ? name
            : model.Optional("merges") is null ? "WordPiece"
            : "BPE";
        var pipeline = kind switch
        {
            "WordPiece" => WordPiece(root, model),
            "BPE" => BytePair(root, model),
            _ => throw JsonFields.NotSupported($"the model '{kind}'"),
        };
        var (added, frame) = (Added(root, pipeline), Frame.Of(root.Optional("post_processor")));
        var all = pipeline.Tokens.Values.Concat(added.Select(token => token.Id)).ToHashSet();
        return frame.Before.Concat(frame.After).FirstOrDefault(token => !all.Contains(token), -1) is >= 0 and var far
            ? throw new FormatException($"its post-processor adds the token {far}, which it lacks")
            : pipeline with
            {
                Added = added,
                Frame = frame,
                Decode = Decoder(root.Optional("decoder"), kind),
            };
    }

    private static TextPipeline WordPiece(JsonElement root, JsonElement model)
    {
        if (root.Optional("pre_tokenizer")?.Kind() is var words and not "BertPreTokenizer")
        {
            throw JsonFields.NotSupported($"a WordPiece with the pre-tokenizer '{words ?? "null"}'");
        }

        string Text(string name, string otherwise) => model.Optional(name) is null ? otherwise : model.Text(name);
        return WordPieces.Of(
            Vocabulary(model),
            Normalizer(root.Optional("normalizer")),
            Text("unk_token", WordPieces.Unknown),
            Text("continuing_subword_prefix", WordPieces.Inside),
            model.Optional("max_input_chars_per_word")?.Number() ?? WordPieces.Longest
        );
    }

    private static Func<string, string> Normalizer(JsonElement? normalizer) =>
        normalizer is not { } json ? text => text
        : json.Kind() == "BertNormalizer"
            ? new BertText(
                json.Flag("clean_text") ?? true,
                json.Flag("handle_chinese_chars") ?? true,
                json.Flag("strip_accents"),
                json.Flag("lowercase") ?? true
            ).Normalize
        : throw JsonFields.NotSupported($"the normalizer '{json.Kind()}'");

    private static TextPipeline BytePair(JsonElement root, JsonElement model)
    {
        if (root.Optional("normalizer") is { } normalizer)
        {
            throw JsonFields.NotSupported($"a BPE with the normalizer '{normalizer.Kind()}'");
        }

        var tokens = Vocabulary(model);
        var isWhole = ByteLetters.Missing(tokens).Count == 0;

        // A vocabulary of all bytes knows every character.
        bool Matters(string name, JsonElement value) =>
            name switch
            {
                "dropout" => value.ValueKind != JsonValueKind.Number || value.GetDouble() != 0,
                "continuing_subword_prefix" or "end_of_word_suffix" => value.ValueKind != JsonValueKind.String
                    || value.GetString() != string.Empty,
                "unk_token" => !isWhole,
                _ => value.ValueKind != JsonValueKind.False && !isWhole,
            };
        string[] options =
        [
            "dropout",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "unk_token",
            "fuse_unk",
            "byte_fallback",
        ];
        if (options.FirstOrDefault(name => model.Optional(name) is { } value && Matters(name, value)) is { } option)
        {
            throw JsonFields.NotSupported($"the '{option}' {model.Part(option)} of BPE");
        }

        var (words, addsSpace) = Words(root.Optional("pre_tokenizer"));
        return BytePairs.Of(tokens, Merges(model), words, addsSpace, model.Flag("ignore_merges") ?? false);
    }

    // The bytes of GPT-2's words, or those of a Split before it, as in Llama 3.
    private static (WordPattern Words, bool AddsSpace) Words(JsonElement? preTokenizer)
    {
        JsonElement[] steps =
            preTokenizer is not { } first ? []
            : first.Kind() == "Sequence" ? [.. first.Items("pretokenizers")]
            : [first];
        var other = steps.Select(step => step.Kind()).FirstOrDefault(kind => kind is not ("ByteLevel" or "Split"));
        if (other is not null)
        {
            throw JsonFields.NotSupported($"the pre-tokenizer '{other}'");
        }

        if (steps is not [.., var last] || last.Kind() != "ByteLevel")
        {
            throw JsonFields.NotSupported("a BPE that is not over bytes");
        }

        var addsSpace = last.Flag("add_prefix_space") ?? throw new FormatException("it has no 'add_prefix_space'");
        var splits = last.Flag("use_regex") ?? true;
        return steps switch
        {
            [_] when splits => (WordPattern.Gpt2, addsSpace),
            [var split, _] when !splits && !addsSpace && split.Kind() == "Split" => (Pattern(split), addsSpace),
            _ => throw JsonFields.NotSupported(
                $"a ByteLevel with 'use_regex' {splits} and 'add_prefix_space' {addsSpace} as {steps.Length}. pre-tokenizer"
            ),
        };
    }

    private static WordPattern Pattern(JsonElement split)
    {
        if (split.Text("behavior") != "Isolated" || split.Flag("invert") == true)
        {
            throw JsonFields.NotSupported($"a Split with the behavior '{split.Text("behavior")}', or inverted,");
        }

        return
            split.Part("pattern").Optional("Regex")?.GetString() is { } pattern
            && WordPattern.Known.TryGetValue(pattern, out var words)
            ? words
            : throw JsonFields.NotSupported($"a Split with the pattern {split.Part("pattern")}");
    }

    private static Func<IEnumerable<string>, string> Decoder(JsonElement? decoder, string model) =>
        decoder is not { } json ? tokens => string.Join(' ', tokens)
        : json.Kind() == "ByteLevel" ? ByteLetters.TextOf
        : json.Kind() == "WordPiece" ? Pieces(json.Text("prefix"), json.Flag("cleanup") ?? true)
        : throw JsonFields.NotSupported($"a {model} with the decoder '{json.Kind()}'");

    private static Func<IEnumerable<string>, string> Pieces(string inside, bool joins) =>
        tokens => WordPieces.Decode(tokens, inside, joins);

    private static Dictionary<string, int> Vocabulary(JsonElement model)
    {
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in model.Part("vocab").EnumerateObject())
        {
            if (!tokens.TryAdd(token.Name, token.Value.Number()))
            {
                throw new FormatException($"the token '{token.Name}' occurs twice");
            }
        }

        return tokens;
    }

    // Older files store a pair as one string, newer ones as two.
    private static string[] Merges(JsonElement model) =>
        [
            .. model
                .Items("merges")
                .Select(pair =>
                    pair.ValueKind == JsonValueKind.Array
                        ? string.Join(' ', pair.EnumerateArray().Select(part => part.GetString()))
                        : pair.GetString()!
                ),
        ];

    // Hugging Face's tokenizers number added tokens themselves, in the order of the file.
    private static ImmutableArray<AddedToken> Added(JsonElement root, TextPipeline pipeline)
    {
        var (added, next) = (new Dictionary<string, AddedToken>(StringComparer.Ordinal), pipeline.Tokens.Count);
        foreach (var json in root.Items("added_tokens"))
        {
            var token = Added(json, root.Optional("normalizer") is not null);
            var isKnown = pipeline.Tokens.TryGetValue(token.Content, out var number);
            var expected = isKnown ? number : next;
            if (token.Content.Length == 0 || token.Id != expected)
            {
                throw JsonFields.NotSupported(
                    $"the added token '{token.Content}' with number {token.Id}, where the vocabulary wants {expected},"
                );
            }

            if (!added.TryAdd(token.Content, token))
            {
                throw new FormatException($"the added token '{token.Content}' occurs twice");
            }

            next = isKnown ? Math.Max(next, number + 1) : next + 1;
        }

        return [.. added.Values];
    }

    private static AddedToken Added(JsonElement json, bool isNormalized)
    {
        var isSpecial = json.Flag("special") ?? false;
        var token = new AddedToken(
            json.Text("content"),
            json.Part("id").Number(),
            isSpecial,
            json.Flag("normalized") ?? !isSpecial,
            json.Flag("lstrip") ?? false,
            json.Flag("rstrip") ?? false
        );
        return json.Flag("single_word") == true
                ? throw JsonFields.NotSupported($"the added token '{token.Content}' that is a 'single_word'")
            : isNormalized && token.IsNormalized
                ? throw JsonFields.NotSupported($"the added token '{token.Content}' that is 'normalized'")
            : token;
    }
}
