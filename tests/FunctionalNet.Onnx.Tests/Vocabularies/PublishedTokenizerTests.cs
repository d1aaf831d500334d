using System.Text;
using System.Text.Json;

namespace FunctionalNet.OnnxTests.Vocabularies;

/// <summary>Published vocabulary files, against this library's own byte pairs and the algorithm of WordPiece.</summary>
public sealed class PublishedTokenizerTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "a",
        "b",
        "c",
        "ab",
        "abc",
        "##a",
        "##b",
        "##c",
        "##bc",
        "##ca",
        ".",
        ",",
    ];

    private static readonly object Ends = new
    {
        type = "BertProcessing",
        sep = new object[] { "[SEP]", 3 },
        cls = new object[] { "[CLS]", 2 },
    };

    private static readonly string[] Greetings = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello", "world"];

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Byte_pairs_are_joined_as_by_the_tokenizer_that_learned_them()
    {
        var (own, tokens, merges) = Learned();
        var vocabulary = Write("vocab.json", JsonSerializer.Serialize(tokens));
        var file = PublishedTokenizer
            .BytePairs(vocabulary, Write("merges.txt", $"#version: 0.2\n{string.Join('\n', merges)}\n"))
            .OrThrow();
        var same = PublishedTokenizer.Load(folder).OrThrow();
        Assert.Equal(own.Count, file.Count);
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var words = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Word(random, "lowerstäé"));
            var text = string.Join(' ', words);
            Assert.Equal(own.Encode(text), file.Encode(text));
            Assert.Equal(own.Encode(text), same.Encode(text));
            Assert.Equal(text, file.Decode(file.Encode(text)));
        }
    }

    [Fact]
    public void A_tokenizer_json_has_tokens_that_stand_for_no_text()
    {
        var (own, tokens, merges) = Learned();
        foreach (var pairs in new object[] { merges, merges.Select(pair => pair.Split(' ')) })
        {
            var path = Write(
                "tokenizer.json",
                JsonSerializer.Serialize(
                    new
                    {
                        added_tokens = new[]
                        {
                            new
                            {
                                id = own.Count,
                                content = "<|end|>",
                                special = true,
                            },
                        },
                        normalizer = (object?)null,
                        pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false },
                        truncation = new { max_length = 1 },
                        model = new
                        {
                            type = "BPE",
                            vocab = tokens,
                            merges = pairs,
                        },
                    }
                )
            );
            var tokenizer = PublishedTokenizer.Load(path).OrThrow();
            Assert.Equal(own.Count + 1, tokenizer.Count);
            Assert.Equal(own.Count, tokenizer.Special["<|end|>"]);
            Assert.Equal([.. own.Encode("low lower"), own.Count], tokenizer.Encode("low lower<|end|>"));
        }
    }

    [Fact]
    public void Words_fall_into_their_longest_pieces()
    {
        var path = Write("vocab.txt", string.Join('\n', Pieces));
        var json = Write(
            "tokenizer.json",
            JsonSerializer.Serialize(
                new
                {
                    added_tokens = Pieces
                        .Take(5)
                        .Index()
                        .Select(one => new
                        {
                            id = one.Index,
                            content = one.Item,
                            special = true,
                        }),
                    normalizer = new { type = "BertNormalizer", lowercase = true },
                    pre_tokenizer = new { type = "BertPreTokenizer" },
                    post_processor = Ends,
                    model = new
                    {
                        type = "WordPiece",
                        unk_token = "[UNK]",
                        vocab = Pieces.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal),
                    },
                }
            )
        );
        var random = new Random(4);
        foreach (
            var tokenizer in new[] { PublishedTokenizer.Load(path).OrThrow(), PublishedTokenizer.Load(json).OrThrow() }
        )
        {
            Assert.Equal(Pieces.Length, tokenizer.Count);
            Assert.Equal(
                (0, 1, 2, 3),
                (
                    tokenizer.Special["[PAD]"],
                    tokenizer.Special["[UNK]"],
                    tokenizer.Special["[CLS]"],
                    tokenizer.Special["[SEP]"]
                )
            );
            for (var i = 0; i < 200; i++)
            {
                string[] words = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Word(random, "abcABCd"))];
                Assert.Equal(
                    [2, .. words.SelectMany(Longest), 15, 3],
                    tokenizer.Encode($"{string.Join("  ", words)}.")
                );
            }
        }
    }

    // Hugging Face's BertTokenizer on the same vocabulary.
    [Theory]
    [InlineData("hello\nworld", new[] { 2, 5, 6, 3 })]
    [InlineData("hello\tworld\r\nhello", new[] { 2, 5, 6, 5, 3 })]
    [InlineData("hello\u00A0world\u2028hello\u3000world", new[] { 2, 5, 6, 5, 6, 3 })]
    [InlineData("hel\vlo wor\u200Bld\0 he\u0007llo\uFFFD", new[] { 2, 5, 6, 5, 3 })]
    [InlineData("hello_world", new[] { 2, 5, 1, 6, 3 })]
    [InlineData("hello$world + \U0001F600", new[] { 2, 5, 1, 6, 1, 1, 3 })]
    [InlineData("hello [SEP]\nworld", new[] { 2, 5, 3, 6, 3 })]
    [InlineData("He\u0301llo", new[] { 2, 5, 3 })]
    public void White_space_separates_and_control_characters_are_left_out(string text, int[] expected)
    {
        Assert.Equal(expected, Greeting().Encode(text));
        var tokens = Greetings.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        var json = new
        {
            added_tokens = new[]
            {
                new
                {
                    id = 3,
                    content = "[SEP]",
                    special = true,
                },
            },
            normalizer = new { type = "BertNormalizer", clean_text = true },
            pre_tokenizer = new { type = "BertPreTokenizer" },
            post_processor = Ends,
            model = new { type = "WordPiece", vocab = tokens },
        };
        var other = PublishedTokenizer.Load(Write("tokenizer.json", JsonSerializer.Serialize(json))).OrThrow();
        Assert.Equal(expected, other.Encode(text));
    }

    // do_lower_case, strip_accents and tokenize_chinese_chars of transformers' BertTokenizer.
    [Theory]
    [InlineData("{}", "Hello hello", new[] { 2, 5, 5, 3 })]
    [InlineData("{\"do_lower_case\":false}", "Hello hello", new[] { 2, 1, 5, 3 })]
    [InlineData("{\"strip_accents\":false}", "h\u00E9llo Hello", new[] { 2, 1, 5, 3 })]
    [InlineData("{\"tokenize_chinese_chars\":false}", "\u4E2Dhello hello", new[] { 2, 1, 5, 3 })]
    [InlineData("{}", "\u4E2Dhello hello", new[] { 2, 1, 5, 5, 3 })]
    public void A_folder_tells_how_its_vocabulary_is_used(string config, string text, int[] expected)
    {
        var vocabulary = Write("vocab.txt", string.Join('\n', Greetings));
        Write("tokenizer_config.json", config);
        Assert.Equal(expected, PublishedTokenizer.Load(folder).OrThrow().Encode(text));
        Assert.Equal(expected, PublishedTokenizer.Load(vocabulary).OrThrow().Encode(text));
    }

    [Fact]
    public void A_truncated_text_keeps_its_end()
    {
        var table = Write("texts.csv", "text,kind\nhello world hello world,1\nhello,0\n");
        var words = Greeting();
        Assert.True(words.EndsTexts);
        Assert.Equal([2f, 5, 6, 3, 2, 5, 3, 0], Read(Column.Tokens("text", words, length: 4)));
        Assert.Equal([2f, 5, 6, 5, 2, 5, 3, 0], Read(Column.Tokens("text", words, length: 4, keepLast: false)));

        float[] Read(Column texts) =>
            Csv.Load(table, new() { Inputs = [texts], Target = Column.Number("kind") }).OrThrow().AllInputs.ToArray();
    }

    // Hugging Face's GPT2Tokenizer on the same files.
    [Fact]
    public void Two_files_have_special_tokens_and_lose_no_character()
    {
        var pairs = PublishedTokenizer
            .BytePairs(
                Write(
                    "vocab.json",
                    "{\"h\":0,\"e\":1,\"l\":2,\"o\":3,\"he\":4,\"ll\":5,\"hell\":6,\"<\":7,\">\":8,\"hello\":10,\"<|endoftext|>\":12,\"<>\":13}"
                ),
                Write("merges.txt", "#version: 0.2\nh e\nl l\nhe ll\nhell o\n< >\n")
            )
            .OrThrow();
        Assert.Equal([("<|endoftext|>", 12)], pairs.Special.Select(token => (token.Key, token.Value)));
        Assert.Equal([10, 12, 10], pairs.Encode("hello<|endoftext|>hello"));
        Assert.Equal([13], pairs.Encode("<>"));
        Assert.False(pairs.EndsTexts);
        var error = Assert.Throws<ArgumentException>(() => pairs.Encode("hellO"));
        Assert.Contains("no token for 'O' (U+004F)", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => pairs.Encode("é"));
        Assert.Throws<ArgumentException>(() => pairs.Encode("hello|hello"));
    }

    [Fact]
    public void A_repeated_line_is_told_with_its_place()
    {
        var error = PublishedTokenizer
            .WordPiece(Write("vocab.txt", string.Join('\n', [.. Greetings, "hello"])))
            .LeftAsEnumerable()
            .Single();
        Assert.EndsWith("line 8 repeats the token 'hello' of line 6", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "it has no 'model'")]
    [InlineData("{", "no vocabulary")]
    [InlineData("[]", "no vocabulary")]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\"}}",
        "it has no 'vocab'"
    )]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0,\"a\":1}}}",
        "the token 'a' occurs twice"
    )]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"[UNK]\":7}}}",
        "not those from 0 on"
    )]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0}}}",
        "no token '[UNK]'"
    )]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"vocab\":{}}}",
        "no token '[UNK]'"
    )]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}}",
        "it holds no tokens"
    )]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":\"b\"},\"merges\":[]}}",
        "'b' is no number of a token"
    )]
    [InlineData(
        "{\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}}",
        "no vocabulary"
    )]
    public void What_is_no_vocabulary_is_refused_by_name(string json, string reason)
    {
        var error = PublishedTokenizer.Load(Write("tokenizer.json", json)).LeftAsEnumerable().Single().Message;
        Assert.Contains("tokenizer.json", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_told()
    {
        Assert.Contains(
            "holds no tokenizer.json",
            PublishedTokenizer.Load(folder).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
        Assert.True(PublishedTokenizer.Load(Path.Combine(folder, "none.json")).IsLeft);
        Assert.True(PublishedTokenizer.WordPiece(Path.Combine(folder, "none.txt")).IsLeft);
        var words = PublishedTokenizer.WordPiece(Write("vocab.txt", string.Join('\n', Pieces))).OrThrow();
        Assert.Throws<ArgumentOutOfRangeException>(() => words.Decode(Pieces.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => words.Decode(-1));
    }

    // Greedy longest match; a word with a position that no piece matches is unknown.
    private static IEnumerable<int> Longest(string word)
    {
        var (left, pieces) = (word.ToLowerInvariant(), new List<int>());
        for (var start = 0; start < left.Length; )
        {
            var piece = Enumerable
                .Range(1, left.Length - start)
                .Reverse()
                .Select(count =>
                    (
                        Count: count,
                        Place: Array.IndexOf(Pieces, (start > 0 ? "##" : string.Empty) + left.Substring(start, count))
                    )
                )
                .FirstOrDefault(one => one.Place >= 0);
            if (piece.Count == 0)
            {
                return [1];
            }

            pieces.Add(piece.Place);
            start += piece.Count;
        }

        return pieces;
    }

    private static string Word(Random random, string letters) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => letters[random.Next(letters.Length)]));

    // The library's own byte pairs, written in GPT-2's alphabet for bytes.
    private static (BytePairTokenizer Own, Dictionary<string, int> Tokens, string[] Merges) Learned()
    {
        var own = BytePairTokenizer.Train("low lower lowest slow slower slowest, new newer newest, tä té tät", 280);
        var names = Enumerable.Range(0, 256).Select(one => $"{Letter(one)}").ToList();
        var merges = new List<string>();
        foreach (var (first, second) in own.Pairs)
        {
            merges.Add($"{names[first]} {names[second]}");
            names.Add(names[first] + names[second]);
        }

        return (
            own,
            names.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal),
            [.. merges]
        );

        static char Letter(int one) =>
            IsShown(one) ? (char)one : (char)(256 + Enumerable.Range(0, one).Count(other => !IsShown(other)));

        static bool IsShown(int one) => one is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
    }

    private PublishedTokenizer Greeting() =>
        PublishedTokenizer.WordPiece(Write("vocab.txt", string.Join('\n', Greetings))).OrThrow();

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
