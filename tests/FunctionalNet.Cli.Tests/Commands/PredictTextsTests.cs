namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Predictions from texts: a column of a table or lines, from a file or standard input.</summary>
public sealed class PredictTextsTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(", \"vocabulary\": \"vocab.txt\"", "--vocabulary", "vocab.txt")]
    public async Task Texts_become_the_tokens_of_the_training(string vocabulary, params string[] more)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bash");
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nfine\nfoul\nvery\n");
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"very {(i % 2 == 0 ? "fine" : "foul")} {i % 7}")];
        folder.Write(
            "mood.csv",
            $"mood,text\n{string.Join('\n', texts.Select((text, i) => $"{(i % 2 == 0 ? "good" : "bad")},{text}"))}\n"
        );
        folder.Write("mood.txt", $"{string.Join('\n', texts)}\n\n");
        folder.Write(
            "mood.json",
            $$"""
            {
              "name": "mood",
              "data": { "csv": "mood.csv", "target": "mood", "text": "text", "length": 12{{vocabulary}} },
              "model": "Embedding(tokens, 8) >> Flatten() >> Dense(2)",
              "loss": "SoftmaxCrossEntropy()",
              "optimizer": "Adam(0.05)",
              "epochs": 20
            }
            """
        );
        (await Tool.Run(folder.Path, "train", "mood.json", "--out", "mood.onnx")).Succeeded();

        var table = await Tool.Run(folder.Path, ["predict", "mood.onnx", "-i", "mood.csv", "-t", "mood", .. more]);
        Assert.Contains("40 of 40 right", table.Succeeded().Error, StringComparison.Ordinal);
        var lines = (await Tool.Run(folder.Path, ["predict", "mood.onnx", "-i", "mood.txt", .. more])).Succeeded();
        Assert.Equal(
            table.Output.Split('\n').Select(row => row[..Math.Max(0, row.LastIndexOf(','))]),
            lines.Output.Split('\n'),
            StringComparer.Ordinal
        );
        foreach (var file in (string[])["mood.csv", "mood.txt"])
        {
            var piped = await Tool.RunIn(folder.Path, $"< {file}", ["predict", "mood.onnx", "-i", "-", .. more]);
            Assert.Equal(lines.Output, piped.Succeeded().Output);
        }

        if (more.Length > 0)
        {
            (await Tool.Run(folder.Path, "predict", "mood.onnx", "-i", "mood.csv")).Failed(
                "a vocabulary of 8 tokens",
                "--vocabulary"
            );
            Npy.Save(folder["tokens.npy"], Tensor.Zeros<float>(new(2, 12))).OrThrow();
            (await Tool.Run(folder.Path, "predict", "mood.onnx", "-i", "tokens.npy")).Succeeded();
            (await Tool.Run(folder.Path, "compare", "mood.onnx", "mood.onnx", "--data", "tokens.npy")).Succeeded();
            folder.Write("other.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nfine\n");
            (await Tool.Run(folder.Path, "predict", "mood.onnx", "-i", "mood.csv", "--vocabulary", "other.txt")).Failed(
                "other.txt has 6 tokens, the vocabulary of the model 8"
            );
        }
    }
}
