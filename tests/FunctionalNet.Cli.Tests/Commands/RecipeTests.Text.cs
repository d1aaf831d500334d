namespace FunctionalNet.Cli.Tests.Commands;

/// <content>Recipes that train on text.</content>
public sealed partial class RecipeTests
{
    [Fact]
    public async Task A_text_is_learned_and_the_file_writes_on()
    {
        folder.Write(
            "rhyme.txt",
            string.Concat(Enumerable.Repeat("the cat sat on the mat, the rat sat on the hat.\n", 60))
        );
        string[] arguments = ["train", "characters", "--data", "rhyme.txt", "--epochs", "4", "--temperature", "0.1"];
        var run = (
            await Tool.Run(folder.Path, [.. arguments, "--out", "rhyme.onnx", "--report", "rhyme.html"])
        ).Succeeded();
        Assert.StartsWith("characters: 79 pieces of text to learn, 4 held out", run.Output, StringComparison.Ordinal);
        Assert.Contains("of 256 held-out tokens foretold; perplexity", run.Output, StringComparison.Ordinal);
        var written = run.Output[run.Output.IndexOf("sample 1 at temperature 0.1:\n", StringComparison.Ordinal)..];
        Assert.Contains("sample 2 at temperature 0.1:\n", written, StringComparison.Ordinal);

        // Four epochs are too few to memorize the text, but it is written in the same letters, and a second run writes the same.
        using var predictor = OnnxPredictor.Load(folder["rhyme.onnx"]).OrThrow();
        Assert.Equal("tokens: Int64[batch, 64]", $"{predictor.Inputs[0]}");
        Assert.Equal("\n ,.acehmnorst", string.Concat(predictor.Labels));
        Assert.Contains("the", written, StringComparison.Ordinal);
        var again = (await Tool.Run(folder.Path, [.. arguments, "--out", "again.onnx"])).Succeeded();
        Assert.EndsWith(
            written[..written.LastIndexOf("\nreport ", StringComparison.Ordinal)].TrimEnd(),
            again.Output.TrimEnd(),
            StringComparison.Ordinal
        );
        Assert.Equal(File.ReadAllBytes(folder["rhyme.onnx"]), File.ReadAllBytes(folder["again.onnx"]));
    }

    // A recipe that classifies texts by mood; the argument is appended to its data section.
    private void Mood(string more) =>
        folder.Write(
            "mood.json",
            $$"""
            {
              "name": "mood",
              "data": { "csv": "mood.csv", "target": "mood", "length": 12{{more}} },
              "model": "Bert(tokens, positions: length, width: 16, layers: 1, heads: 2, padding: padding, output: Mean) >> Dense(2)",
              "loss": "SoftmaxCrossEntropy()",
              "optimizer": "AdamW(0.01)",
              "epochs": 20,
              "input": "text"
            }
            """
        );

    [Theory]
    [InlineData("", "text: Int64[batch, 12]", 256)]
    [InlineData(", \"vocabulary\": \"vocab.txt\"", "text: Int64[batch, 12]", 10)]
    public async Task A_column_of_texts_is_learned_with_its_labels(string vocabulary, string input, int tokens)
    {
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nfine\nfoul\nvery\nthe\nwords\n");
        folder.Write(
            "mood.csv",
            "id,text,mood\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 60)
                        .Select(i =>
                            $"{i},{(i % 3 == 0 ? "very " : string.Empty)}{(i % 2 == 0 ? "fine" : "foul")},{(i % 2 == 0 ? "good" : "bad")}\n"
                        )
                )
        );
        Mood($", \"text\": \"text\"{vocabulary}");

        // From elsewhere: the paths of a recipe are relative to it, and the name of a column is no path.
        var run = (
            await Tool.Run(Path.GetTempPath(), "train", folder["mood.json"], "--out", folder["mood.onnx"])
        ).Succeeded();
        Assert.StartsWith("mood: 48 texts to learn, 12 held out", run.Output, StringComparison.Ordinal);
        Assert.Contains("100.00 % of 12 held-out texts right", run.Output, StringComparison.Ordinal);
        using var predictor = OnnxPredictor.Load(folder["mood.onnx"]).OrThrow();
        Assert.Equal(input, $"{predictor.Inputs[0]}");
        Assert.Equal(["bad", "good"], predictor.Labels.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(
            tokens,
            OnnxModel
                .Load(folder["mood.onnx"])
                .OrThrow()
                .Values<float>()["0/embeddings/word_embeddings/weight"]
                .Shape[0]
                .Size
        );
    }

    [Theory]
    [InlineData(", \"text\": \"text\", \"pairs\": 300", "pairs are for a text of its own")]
    [InlineData(", \"text\": \"text\", \"vocabulary\": \"absent.txt\"", "absent.txt")]
    [InlineData(", \"text\": \"absent\"", "no column absent")]
    [InlineData(", \"text\": \"mood\"", "text and target are two columns")]
    public async Task A_column_of_texts_that_is_none_is_told(string more, string wrong)
    {
        folder.Write("mood.csv", "text,mood\nfine,good\nfoul,bad\nfine,good\nfoul,bad\n");
        Mood(more);
        (await Tool.Run(folder.Path, "train", "mood.json")).Failed(wrong);
    }

    [Fact]
    public async Task Byte_pairs_go_with_the_file()
    {
        Directory.CreateDirectory(folder["texts"]);
        foreach (var name in new[] { "texts/a", "texts/b" })
        {
            folder.Write(name, string.Concat(Enumerable.Repeat($"{name}: näher, lower, lowest, slower. ", 20)));
        }

        folder.Write(
            "pairs.json",
            """
            {
              "name": "pairs",
              "data": { "text": "texts", "length": 8, "pairs": 270 },
              "model": "Embedding(tokens, 8) >> Dense(tokens)",
              "loss": "SoftmaxCrossEntropy()",
              "optimizer": "Adam(0.01)",
              "epochs": 1,
              "writing": { "samples": 1, "length": 20, "start": "low" }
            }
            """
        );
        var run = (await Tool.Run(folder.Path, "train", "pairs.json", "--out", "pairs.onnx")).Succeeded();
        Assert.Contains("sample 1 at temperature 0.7:\nlow", run.Output, StringComparison.Ordinal);
        using var predictor = OnnxPredictor.Load(folder["pairs.onnx"]).OrThrow();
        var read = System.Text.Json.JsonSerializer.Deserialize<int[][]>(predictor.Metadata["pairs"])!;
        var pairs = BytePairTokenizer.Of(read.Select(pair => (pair[0], pair[1])));
        Assert.Equal((270, 270), (pairs.Count, predictor.Labels.Length));
        Assert.Equal(predictor.Labels[^1], pairs.Decode(269));
    }

    [Theory]
    [InlineData("short", "", "text.txt is too short")]
    [InlineData(
        "a long text without the letter that it starts with ",
        ", \"writing\": {\"start\":\"Z\"}",
        "writing cannot start with \"Z\""
    )]
    [InlineData("any", ", \"writing\": {\"temperature\":-1}", "temperature of writing")]
    public async Task What_is_wrong_with_a_text_is_told(string text, string more, string reason)
    {
        folder.Write("text.txt", text.Length > 10 ? string.Concat(Enumerable.Repeat(text, 20)) : text);
        folder.Write(
            "recipe.json",
            $$"""{"name":"x","data":{"text":"text.txt","length":8},"model":"Embedding(tokens, 4) >> Dense(tokens)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(1)","epochs":1{{more}}}"""
        );
        var run = await Tool.Run(folder.Path, "train", "recipe.json");
        run.Failed(reason);
    }

    [Fact]
    public async Task A_text_that_is_none_is_told()
    {
        File.WriteAllBytes(folder["text.txt"], [0x61, 0x80, 0x81, 0xFF]);
        (await Tool.Run(folder.Path, "train", "characters", "--data", "text.txt")).Failed("is no text in UTF-8");
        (await Tool.Run(folder.Path, "train", "characters", "--data", "none.txt")).Failed(
            "cannot read none.txt",
            "--data"
        );
    }
}
