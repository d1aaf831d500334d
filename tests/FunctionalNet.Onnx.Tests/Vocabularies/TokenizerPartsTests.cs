using System.Text;

namespace FunctionalNet.OnnxTests.Vocabularies;

/// <summary>Single parts of a tokenizer.json: their values by the definition of the part, and those that are refused by name.</summary>
public sealed class TokenizerPartsTests : IDisposable
{
    // Tokens 0 to 10.
    private const string Words =
        "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"vocab\":{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"hello\":4,\"world\":5,\"Hello\":6,\"##s\":7,\"sep\":8,\"[\":9,\"]\":10}}";

    // Tokens 0 to 4: a, b, ab, Ġ, Ġa.
    private const string Pairs =
        "{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2,\"\\u0120\":3,\"\\u0120a\":4},\"merges\":[\"\\u0120 a\",\"a b\"]}";

    private const string Specials = "[{\"id\":3,\"content\":\"[SEP]\",\"special\":true}]";

    private const string Bert = "{\"type\":\"BertPreTokenizer\"}";

    private const string Bytes = "{\"type\":\"ByteLevel\",\"add_prefix_space\":false}";

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("null", "Hello hello", "6 4")]
    [InlineData("{\"type\":\"BertNormalizer\",\"lowercase\":false}", "Hello hello", "6 4")]
    [InlineData("{\"type\":\"BertNormalizer\",\"strip_accents\":false}", "Hello h\u00E9llo", "4 1")]
    [InlineData("{\"type\":\"BertNormalizer\",\"lowercase\":false,\"strip_accents\":true}", "H\u00E9llo", "6")]
    [InlineData("{\"type\":\"BertNormalizer\",\"clean_text\":false}", "hel\u0007lo hello", "1 4")]
    [InlineData("{\"type\":\"BertNormalizer\",\"clean_text\":true}", "hel\u0007lo hello", "4 4")]
    public void The_normalizer_says_what_changes(string normalizer, string text, string expected) =>
        Assert.Equal(expected, Encoded(text, ("normalizer", normalizer), ("pre_tokenizer", Bert), ("model", Words)));

    // The raw text holds [SEP] or it does not; neither lower case nor cleaning makes one.
    [Theory]
    [InlineData("hello [SEP]", "4 3")]
    [InlineData("hello[SEP]world", "4 3 5")]
    [InlineData("hello [sep]", "4 9 8 10")]
    [InlineData("[SE\u0000P]", "9 8 10")]
    public void A_special_token_is_found_in_the_text_as_it_is(string text, string expected) =>
        Assert.Equal(
            expected,
            Encoded(
                text,
                ("normalizer", "{\"type\":\"BertNormalizer\"}"),
                ("added_tokens", Specials),
                ("pre_tokenizer", Bert),
                ("model", Words)
            )
        );

    // Those of the raw text before those of the normalized one, which is the same without a normalizer.
    [Theory]
    [InlineData("\"lstrip\":true", "b  <x> b", "1 5 3 1")]
    [InlineData("\"rstrip\":true", "b <x> \n b", "1 3 5 1")]
    [InlineData("\"normalized\":true", "b<x>b", "1 5 1")]
    public void White_space_may_belong_to_an_added_token(string option, string text, string expected) =>
        Assert.Equal(
            expected,
            Encoded(
                text,
                ("added_tokens", $"[{{\"id\":5,\"content\":\"<x>\",\"special\":true,{option}}}]"),
                ("pre_tokenizer", Bytes),
                ("model", Pairs)
            )
        );

    // tokenizers cuts to one token here; transformers does not without being asked to.
    [Fact]
    public void Truncation_is_left_to_the_caller() =>
        Assert.Equal(
            "4 5",
            Encoded(
                "hello world",
                ("truncation", "{\"direction\":\"Right\",\"max_length\":1,\"strategy\":\"LongestFirst\",\"stride\":0}"),
                ("pre_tokenizer", Bert),
                ("model", Words)
            )
        );

    // add_prefix_space of ByteLevel puts a space before each piece, unless it begins with one.
    [Theory]
    [InlineData("true", "ab", "4 1")]
    [InlineData("true", " ab", "4 1")]
    [InlineData("false", "ab", "2")]
    public void Bytes_may_get_a_space_before_them(string adds, string text, string expected) =>
        Assert.Equal(
            expected,
            Encoded(
                text,
                ("pre_tokenizer", $"{{\"type\":\"ByteLevel\",\"add_prefix_space\":{adds}}}"),
                ("model", Pairs)
            )
        );

    [Fact]
    public void A_character_without_a_token_is_an_error()
    {
        var pairs = Loaded(("pre_tokenizer", Bytes), ("model", Pairs));
        var error = Assert.Throws<ArgumentException>(() => pairs.Encode("ab \U0001F642"));
        Assert.Contains("no token for '\U0001F642' (U+1F642)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("normalizer", "{\"type\":\"Nmt\"}", "the normalizer 'Nmt'")]
    [InlineData("pre_tokenizer", "{\"type\":\"UnicodeScripts\"}", "the pre-tokenizer 'UnicodeScripts'")]
    [InlineData("pre_tokenizer", "null", "the pre-tokenizer 'null'")]
    [InlineData("post_processor", "{\"type\":\"New\"}", "the post-processor 'New'")]
    [InlineData(
        "post_processor",
        "{\"type\":\"TemplateProcessing\",\"single\":[],\"special_tokens\":{}}",
        "in which a text occurs 0 times"
    )]
    [InlineData(
        "post_processor",
        "{\"type\":\"TemplateProcessing\",\"single\":[{\"Sequence\":{\"id\":\"A\"}},{\"SpecialToken\":{\"id\":\"x\"}}],\"special_tokens\":{\"x\":{\"ids\":[2,3]}}}",
        "ends texts with 2 tokens"
    )]
    [InlineData(
        "post_processor",
        "{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",99],\"cls\":[\"[CLS]\",2]}",
        "adds the token 99, which it lacks"
    )]
    [InlineData("decoder", "{\"type\":\"CTC\"}", "the decoder 'CTC'")]
    [InlineData("model", "{\"type\":\"Unigram\"}", "the model 'Unigram'")]
    [InlineData(
        "added_tokens",
        "[{\"id\":12,\"content\":\"<x>\"}]",
        "'<x>' with number 12, where the vocabulary wants 11"
    )]
    [InlineData(
        "added_tokens",
        "[{\"id\":0,\"content\":\"hello\"}]",
        "'hello' with number 0, where the vocabulary wants 4"
    )]
    [InlineData("added_tokens", "[{\"id\":11,\"content\":\"\"}]", "the added token ''")]
    [InlineData("added_tokens", "[{\"id\":11,\"content\":\"x\",\"single_word\":true}]", "'x' that is a 'single_word'")]
    [InlineData(
        "added_tokens",
        "[{\"id\":11,\"content\":\"x\",\"lstrip\":1}]",
        "its 'lstrip' is neither true nor false"
    )]
    public void What_is_not_read_of_WordPiece_is_refused_by_name(string part, string json, string reason) =>
        Assert.Contains(
            reason,
            Refused(("pre_tokenizer", Bert), ("model", Words), (part, json)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("\"dropout\":0.1", "the 'dropout' 0.1 of BPE")]
    [InlineData("\"unk_token\":\"a\"", "the 'unk_token' a of BPE")]
    [InlineData("\"fuse_unk\":true", "the 'fuse_unk' True of BPE")]
    [InlineData("\"byte_fallback\":true", "the 'byte_fallback' True of BPE")]
    [InlineData("\"end_of_word_suffix\":\"</w>\"", "the 'end_of_word_suffix' </w> of BPE")]
    public void What_is_not_read_of_byte_pairs_is_refused_by_name(string option, string reason) =>
        Assert.Contains(
            reason,
            Refused(("pre_tokenizer", Bytes), ("model", $"{Pairs[..^1]},{option}}}")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("{\"type\":\"Metaspace\"}", "the pre-tokenizer 'Metaspace'")]
    [InlineData("null", "not over bytes")]
    [InlineData(
        "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":\"a\"},\"behavior\":\"Isolated\"},{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":false}]}",
        "a Split with the pattern {\"Regex\":\"a\"}"
    )]
    [InlineData("{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":false}", "'use_regex' False")]
    public void Words_that_are_not_read_are_refused_by_name(string words, string reason) =>
        Assert.Contains(reason, Refused(("pre_tokenizer", words), ("model", Pairs)), StringComparison.Ordinal);

    private string Encoded(string text, params (string Name, string Json)[] parts) =>
        string.Join(' ', Loaded(parts).Encode(text));

    private PublishedTokenizer Loaded(params (string Name, string Json)[] parts) =>
        PublishedTokenizer.Load(Written(parts)).OrThrow();

    private string Refused(params (string Name, string Json)[] parts) =>
        PublishedTokenizer.Load(Written(parts)).LeftAsEnumerable().Single().Message;

    // Of a part that is given twice the last counts.
    private string Written((string Name, string Json)[] parts)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        var json = string.Join(
            ',',
            parts
                .Reverse()
                .DistinctBy(part => part.Name, StringComparer.Ordinal)
                .Select(part => $"\"{part.Name}\":{part.Json}")
        );
        File.WriteAllText(path, $"{{{json}}}", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
