using System.IO.Compression;
using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.OnnxTests.Vocabularies;

/// <summary>
/// Files of tokenizers, published ones in small and one for each part: what Hugging Face's tokenizers 0.23.2 give for texts drawn at random,
/// recorded by <c>Recorded/record_tokenizers.js</c>, or an error that names the part that is not read.
/// </summary>
public sealed class RecordedTokenizersTests : IDisposable
{
    private static readonly Lazy<Dictionary<string, JsonElement>> Recorded = new(Read);

    // The files that are not read, and the part that the error names.
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["qwen2"] = "the normalizer 'NFC'",
        ["deepseek"] = "as 4. pre-tokenizer",
        ["starcoder"] = "the pre-tokenizer 'Digits'",
        ["clip"] = "the normalizer 'Sequence'",
        ["llama2"] = "the normalizer 'Sequence'",
        ["mistral"] = "the 'unk_token' <unk>",
        ["gemma"] = "the normalizer 'Replace'",
        ["processors in a row"] = "the post-processor 'Sequence'",
        ["added tokens"] = "the added token '<word>' that is a 'single_word'",
        ["added tokens over bytes"] = "the added token '<word>' that is a 'single_word'",
        ["Whitespace"] = "the pre-tokenizer 'Whitespace'",
        ["WhitespaceSplit"] = "the pre-tokenizer 'Sequence'",
        ["Digits"] = "the pre-tokenizer 'Sequence'",
        ["Punctuation"] = "the pre-tokenizer 'Sequence'",
        ["CharDelimiterSplit"] = "the pre-tokenizer 'CharDelimiterSplit'",
        ["Strip"] = "the pre-tokenizer 'Sequence'",
        ["WordLevel"] = "the model 'WordLevel'",
        ["normalizer over bytes"] = "the normalizer 'Sequence'",
        ["unknown characters"] = "the 'unk_token' <unk>",
        ["fused unknown characters"] = "the 'unk_token' <unk>",
        ["some bytes"] = "the 'unk_token' <unk>",
        ["some bytes, each unknown"] = "the 'unk_token' <unk>",
        ["prefix inside"] = "the 'continuing_subword_prefix' ##",
        ["suffix behind"] = "the 'end_of_word_suffix' </w>",
        ["no pre-tokenizer"] = "the 'unk_token' <unk>",
    };

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Names => [.. Recorded.Value.Keys];

    public static TheoryData<string> NamesRead => [.. Recorded.Value.Keys.Where(name => !IsRefused(name))];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_read_or_its_part_is_named(string name)
    {
        var expected =
            Refused.TryGetValue(name, out var part) ? part
            : IsRefused(name) ? "the pre-tokenizer 'Split'"
            : string.Empty;
        var error = string.Concat(Loaded(name).LeftAsEnumerable().Select(one => one.Message));
        Assert.Equal(expected.Length > 0, error.Length > 0);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NamesRead))]
    public void Texts_have_the_tokens_that_Hugging_Face_gives_them(string name)
    {
        var words = Loaded(name).OrThrow();
        foreach (var one in Cases(name))
        {
            var text = one.GetProperty("text").GetString()!;
            Assert.Equal(
                (text, string.Join(' ', Numbers(one, "tokens"))),
                (text, string.Join(' ', words.Encode(text)))
            );
        }
    }

    [Theory]
    [MemberData(nameof(NamesRead))]
    public void Tokens_have_the_text_that_Hugging_Face_gives_them(string name)
    {
        var words = Loaded(name).OrThrow();
        foreach (var one in Cases(name))
        {
            Assert.Equal(one.GetProperty("decoded").GetString(), words.Decode(Numbers(one, "tokens")));
        }
    }

    [Theory]
    [InlineData("roberta", true)]
    [InlineData("bert", true)]
    [InlineData("llama3", false)]
    [InlineData("gpt2", false)]
    public void A_prompt_has_no_token_that_ends_it(string name, bool endsTexts)
    {
        var words = Loaded(name).OrThrow();
        Assert.Equal(endsTexts, words.EndsTexts);
        foreach (var one in Cases(name))
        {
            var (text, plain) = (one.GetProperty("text").GetString()!, Numbers(one, "plain"));
            var prompt = words.EncodePrompt(text);
            Assert.Equal(prompt, words.Encode(text)[..prompt.Length]);
            Assert.Equal(plain, prompt[^plain.Length..]);
        }
    }

    // Expressions are read where they are known to mean the same, and words of WordPiece are BERT's.
    private static bool IsRefused(string name) =>
        Refused.ContainsKey(name) || name.StartsWith("Split ", StringComparison.Ordinal);

    private static int[] Numbers(JsonElement one, string name) =>
        [.. one.GetProperty(name).EnumerateArray().Select(token => token.GetInt32())];

    private static IEnumerable<JsonElement> Cases(string name) =>
        Recorded.Value[name].GetProperty("cases").EnumerateArray();

    private static Dictionary<string, JsonElement> Read()
    {
        using var packed = typeof(RecordedTokenizersTests).Assembly.GetManifestResourceStream("tokenizers.jsonl.gz")!;
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        return lines
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToDictionary(one => one.GetProperty("name").GetString()!, StringComparer.Ordinal);
    }

    private Either<Error, PublishedTokenizer> Loaded(string name)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(path, Recorded.Value[name].GetProperty("file").GetRawText());
        return PublishedTokenizer.Load(path);
    }
}
