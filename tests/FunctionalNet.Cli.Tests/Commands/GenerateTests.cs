using System.Diagnostics;
using System.Globalization;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The text that <c>fnet generate</c> appends to a prompt.</summary>
public sealed class GenerateTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(", \"pairs\": 262")]
    public async Task Both_files_of_a_training_write_the_same(string pairs)
    {
        await Train(pairs);
        string[] asked =
        [
            "--prompt",
            "the cät",
            "--tokens",
            "12",
            "--temperature",
            "0.8",
            "--top-k",
            "5",
            "--top-p",
            "0.95",
            "--seed",
            "3",
        ];
        var whole = (await Tool.Run(folder.Path, ["generate", "rhyme.onnx", .. asked])).Succeeded();
        var cached = (await Tool.Run(folder.Path, ["generate", "decoder.onnx", .. asked])).Succeeded();
        Assert.StartsWith("the cät", whole.Output, StringComparison.Ordinal);
        Assert.True(whole.Output.Length > 12, whole.Output);
        Assert.Equal(whole.Output, cached.Output);

        // A penalty is one of logits, in both files.
        string[] greedy = ["--prompt", "the cät", "--tokens", "12", "--temperature", "0"];
        string[] penalty = [.. greedy, "--repetition-penalty", "1.5"];
        var plain = (await Tool.Run(folder.Path, ["generate", "decoder.onnx", .. greedy])).Succeeded();
        var varied = (await Tool.Run(folder.Path, ["generate", "decoder.onnx", .. penalty])).Succeeded();
        Assert.NotEqual(plain.Output, varied.Output, StringComparer.Ordinal);
        Assert.Equal(varied.Output, (await Tool.Run(folder.Path, ["generate", "rhyme.onnx", .. penalty])).Output);

        // The stop text and everything after it are removed.
        var text = whole.Output.TrimEnd('\n')["the cät".Length..];
        var stop = text[2..3];
        var stopped = (await Tool.Run(folder.Path, ["generate", "decoder.onnx", .. asked, "--stop", stop])).Succeeded();
        if (pairs.Length == 0)
        {
            Assert.Equal($"the cät{text[..text.IndexOf(stop, StringComparison.Ordinal)]}\n", stopped.Output);
        }
    }

    [Fact]
    public async Task What_cannot_be_written_on_is_told_in_one_line()
    {
        await Train(string.Empty);
        (await Tool.Run(folder.Path, "generate", "none.onnx", "--prompt", "the")).Failed("there is no file none.onnx");
        (await Tool.Run(folder.Path, "generate", "decoder.onnx", "--prompt", "the 7")).Failed(
            "--prompt \"the 7\"",
            "'7' is none of"
        );
        (await Tool.Run(folder.Path, "generate", "decoder.onnx", "--prompt", string.Empty)).Failed(
            "--prompt takes a text of one token"
        );
        (await Tool.Run(folder.Path, "generate", "decoder.onnx", "--prompt", "the", "--stop", "9")).Failed(
            "--stop \"9\""
        );
        (await Tool.Run(folder.Path, "generate", "decoder.onnx", "--prompt", "the", "--top-p", "0")).Failed("--top-p");
        (await Tool.Run(folder.Path, "generate", "decoder.onnx", "--prompt", "the", "--top-k", "0")).Failed("--top-k");
        (await Tool.Run(folder.Path, "train", "iris", "--decoder", "iris.onnx", "--epochs", "1")).Failed(
            "--decoder is for models of text"
        );
        var digits = Path.Combine(Repository.Root, "models", "digits", "digits.onnx");
        (await Tool.Run(folder.Path, "generate", digits, "--prompt", "the")).Failed("digits.onnx");
    }

    [Fact]
    public async Task Ctrl_C_ends_the_text()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        await Train(string.Empty);
        var run = Tool.StartInterruptible(
            folder.Path,
            "generate",
            "decoder.onnx",
            "--prompt",
            "the cat",
            "--tokens",
            "100000000"
        );
        var beginning = new char[40];
        await run.StandardOutput.ReadBlockAsync(beginning, TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", run.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var ended = await Tool.End(run);
        Assert.StartsWith("the cat", new string(beginning), StringComparison.Ordinal);
        Assert.Equal((Cli.Commands.ExitCode.Interrupted, string.Empty), (ended.ExitCode, ended.Error));
    }

    private async Task Train(string pairs)
    {
        folder.Write(
            "rhyme.txt",
            string.Concat(Enumerable.Repeat("the cät sat on the mat, the rat sat on the hat, a cat.\n", 30))
        );
        folder.Write(
            "rhyme.json",
            $$"""
            {
              "name": "rhyme",
              "data": { "text": "rhyme.txt", "length": 24{{pairs}} },
              "model": "Embedding(tokens, 16) >> TransformerBlock(2, causal: true, rotary: true) >> Dense(tokens)",
              "loss": "SoftmaxCrossEntropy()",
              "optimizer": "Adam(0.01)",
              "epochs": 2,
              "batch": 8,
              "writing": { "samples": 0 }
            }
            """
        );
        var run = Tool.Run(folder.Path, "train", "rhyme.json", "--out", "rhyme.onnx", "--decoder", "decoder.onnx");
        (await run.ConfigureAwait(false)).Succeeded();
    }
}
