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
            var model = root.GetProperty("model");
            return Kind(model) switch
            {
                "WordPiece" => WordPieces.Of(path, Lines(model), LowerCase(root)),
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
        model
            .GetProperty("vocab")
            .EnumerateObject()
            .ToDictionary(token => token.Name, token => token.Value.GetInt32(), StringComparer.Ordinal);

    // Older files store a pair as one string, newer ones as two.
    private static string[] Merges(JsonElement model) =>
        [
            .. model
                .GetProperty("merges")
                .EnumerateArray()
                .Select(pair =>
                    pair.ValueKind == JsonValueKind.Array
                        ? string.Join(' ', pair.EnumerateArray().Select(part => part.GetString()))
                        : pair.GetString()!
                ),
        ];

    private static Dictionary<string, int> Special(JsonElement root) =>
        root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array
            ? added
                .EnumerateArray()
                .ToDictionary(
                    token => token.GetProperty("content").GetString()!,
                    token => token.GetProperty("id").GetInt32(),
                    StringComparer.Ordinal
                )
            : [];

    private static bool LowerCase(JsonElement root) =>
        !root.TryGetProperty("normalizer", out var normalizer)
        || normalizer.ValueKind != JsonValueKind.Object
        || !normalizer.TryGetProperty("lowercase", out var lower)
        || lower.ValueKind != JsonValueKind.False;

    // The pattern of a Split before bytes, as in Llama 3; that of GPT-2 if there is only the byte level.
    private static string Pattern(JsonElement root) =>
        Steps(root)
            .Where(step => Kind(step) == "Split")
            .Select(step => step.GetProperty("pattern").GetProperty("Regex").GetString()!)
            .FirstOrDefault(BytePairs.Words);

    private static string? Unsupported(JsonElement root, JsonElement model) =>
        model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind == JsonValueKind.True
            ? "its fallback to bytes"
        : root.TryGetProperty("normalizer", out var normalizer) && normalizer.ValueKind == JsonValueKind.Object
            ? $"its normalizer '{Kind(normalizer)}'"
        : !Steps(root).Any(step => Kind(step) == "ByteLevel") ? "its pre_tokenizer, which is not over bytes,"
        : Steps(root).Select(Kind).FirstOrDefault(kind => kind is not ("ByteLevel" or "Split")) is { } other
            ? $"its pre_tokenizer '{other}'"
        : null;

    private static IEnumerable<JsonElement> Steps(JsonElement root) =>
        !root.TryGetProperty("pre_tokenizer", out var first) || first.ValueKind != JsonValueKind.Object ? []
        : Kind(first) == "Sequence" ? first.GetProperty("pretokenizers").EnumerateArray()
        : [first];
}
