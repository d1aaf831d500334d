using System.Text;
using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Vocabularies;

/// <summary>Reads files of Hugging Face's tokenizers: WordPiece and byte pairs are supported.</summary>
internal static class TokenizerJson
{
    /// <summary>The tokenizer of a file.</summary>
    public static Either<Error, PublishedTokenizer> Read(string path, byte[] file)
    {
        try
        {
            using var json = JsonDocument.Parse(file, new() { MaxDepth = 32 });
            var root = json.RootElement;
            var model = Part(root, "model");
            return Kind(model) switch
            {
                "WordPiece"
                    when Normalizer(root) is { ValueKind: JsonValueKind.Object } other
                        && Kind(other) != "BertNormalizer" => Error.New(
                    $"{path}: its normalizer '{Kind(other)}' is of a kind that is not read"
                ),
                "WordPiece" => WordPieces.Of(
                    path,
                    Lines(model),
                    Option(root, "lowercase") ?? Normalizer(root).ValueKind == JsonValueKind.Object,
                    Option(root, "strip_accents")
                ),
                "BPE" when Unsupported(root, model) is { } what => Error.New(
                    $"{path}: {what} is of a kind that is not read"
                ),
                "BPE" => TokenizerFiles.Made(
                    path,
                    () => BytePairs.Of(Vocabulary(model), Merges(model), Special(root), Pattern(root))
                ),
                var other => Error.New($"{path}: a model '{other}' is not read; WordPiece and BPE over bytes are"),
            };
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Error.New($"{path}: it is no tokenizer.json: {e.Message}");
        }
    }

    private static string Kind(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out var kind)
            ? kind.GetString() ?? string.Empty
            : string.Empty;

    // One token per line, in the order of their numbers.
    private static byte[] Lines(JsonElement model)
    {
        var tokens = Vocabulary(model);
        if (!tokens.Values.Order().SequenceEqual(Enumerable.Range(0, tokens.Count)))
        {
            throw new FormatException("the numbers of its tokens are not those from 0 on");
        }

        return Encoding.UTF8.GetBytes(
            string.Join('\n', tokens.OrderBy(token => token.Value).Select(token => token.Key))
        );
    }

    private static Dictionary<string, int> Vocabulary(JsonElement model) =>
        Distinct(Part(model, "vocab").EnumerateObject().Select(token => (token.Name, token.Value.GetInt32())));

    private static Dictionary<string, int> Distinct(IEnumerable<(string Name, int Id)> tokens)
    {
        var distinct = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, id) in tokens)
        {
            if (!distinct.TryAdd(name, id))
            {
                throw new FormatException($"the token '{name}' occurs twice");
            }
        }

        return distinct;
    }

    private static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part)
            ? part
            : throw new FormatException($"it has no '{name}' where one belongs");

    // Older files store a pair as one string, newer ones as two.
    private static string[] Merges(JsonElement model) =>
        [
            .. Part(model, "merges")
                .EnumerateArray()
                .Select(pair =>
                    pair.ValueKind == JsonValueKind.Array
                        ? string.Join(' ', pair.EnumerateArray().Select(part => part.GetString()))
                        : pair.GetString()!
                ),
        ];

    private static Dictionary<string, int> Special(JsonElement root) =>
        root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array
            ? Distinct(
                added
                    .EnumerateArray()
                    .Select(token => (Part(token, "content").GetString()!, Part(token, "id").GetInt32()))
            )
            : [];

    private static JsonElement Normalizer(JsonElement root) =>
        root.TryGetProperty("normalizer", out var normalizer) ? normalizer : default;

    // A yes or no of the normalizer; null where it says neither.
    private static bool? Option(JsonElement root, string name) =>
        Normalizer(root) is { ValueKind: JsonValueKind.Object } normalizer
        && normalizer.TryGetProperty(name, out var option)
        && option.ValueKind is (JsonValueKind.True or JsonValueKind.False)
            ? option.GetBoolean()
            : null;

    // The pattern of a Split before bytes, as in Llama 3; that of GPT-2 if there is only the byte level.
    private static string Pattern(JsonElement root) =>
        Steps(root)
            .Where(step => Kind(step) == "Split")
            .Select(step => Part(Part(step, "pattern"), "Regex").GetString()!)
            .FirstOrDefault(BytePairs.Words);

    private static string? Unsupported(JsonElement root, JsonElement model) =>
        model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind == JsonValueKind.True
            ? "its fallback to bytes"
        : Normalizer(root) is { ValueKind: JsonValueKind.Object } normalizer ? $"its normalizer '{Kind(normalizer)}'"
        : !Steps(root).Any(step => Kind(step) == "ByteLevel") ? "its pre_tokenizer, which is not over bytes,"
        : Steps(root).Select(Kind).FirstOrDefault(kind => kind is not ("ByteLevel" or "Split")) is { } other
            ? $"its pre_tokenizer '{other}'"
        : null;

    private static IEnumerable<JsonElement> Steps(JsonElement root) =>
        !root.TryGetProperty("pre_tokenizer", out var first) || first.ValueKind != JsonValueKind.Object ? []
        : Kind(first) == "Sequence" ? Part(first, "pretokenizers").EnumerateArray()
        : [first];
}
