using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FunctionalNet.Cli.Tests.Commands;

public sealed partial class TrainDigitsTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_without_options_learns_writes_and_checks()
    {
        var output = trained.Run.Succeeded().Output;
        Assert.Empty(trained.Run.Error);
        Assert.True(Number(Accuracy(), output) >= 98.3, output);
        Assert.True(Number(Agreement(), output) < 1e-5, output);
        Assert.Contains(Path.Combine("models", "digits", "digits.onnx"), output, StringComparison.Ordinal);
        Assert.True(new FileInfo(trained.Model).Length > 19_210 * sizeof(float));
        Assert.Matches(@"(?m)^\d of \d that it reads wrongly:$", output);
    }

    [Fact]
    public void Progress_is_told_in_lines_where_nobody_watches()
    {
        var lines = Lines().Matches(trained.Run.Output);
        Assert.Equal("1 5 10 15 20 25", string.Join(' ', lines.Select(line => line.Groups["epoch"].Value)));
        Assert.DoesNotContain('\u001b', trained.Run.Output);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_file_another_seed_another()
    {
        foreach (var (name, seed) in (List<(string, string)>)[("one", "-7"), ("two", "-7"), ("three", "8")])
        {
            // In a new process and in one that has run other commands.
            string[] train = ["train", "digits", "--epochs", "1", "--batch", "2000", "--seed", seed, "--out", name];
            var run = name == "one" ? await Tool.RunAlone(folder.Path, train) : await Tool.Run(folder.Path, train);
            run.Succeeded();
            Assert.Matches(@"(?m)^epoch 1/1  loss ", run.Output);
        }

        Assert.Equal(File.ReadAllBytes(folder["one"]), File.ReadAllBytes(folder["two"]));
        Assert.NotEqual(File.ReadAllBytes(folder["one"]), File.ReadAllBytes(folder["three"]));
    }

    [Fact]
    public async Task Folders_are_made_and_a_file_is_replaced()
    {
        var file = Path.Combine("new", "folder", "digits.onnx");
        for (var run = 0; run < 2; run++)
        {
            (await Tool.Run(folder.Path, "train", "digits", "--epochs", "1", "-o", file, "--force")).Succeeded();
        }

        Assert.Equal([folder[file]], Directory.GetFiles(Path.GetDirectoryName(folder[file])!));
    }

    [Fact]
    public async Task What_cannot_be_written_is_told_before_the_training()
    {
        Directory.CreateDirectory(folder["folder"]);
        folder.Write("file", "in the way");
        (await Tool.Run(folder.Path, "train", "digits", "--out", "folder")).Failed(
            "folder: it is a folder, not a file"
        );
        (await Tool.Run(folder.Path, "train", "digits", "--out", "file/digits.onnx")).Failed(
            "cannot write file/digits.onnx"
        );
        Assert.Equal("in the way", File.ReadAllText(folder["file"]));

        // Permissions do not stop root; /proc cannot be written by anyone.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has a folder that nobody writes to.");
        (await Tool.Run(folder.Path, "train", "digits", "--out", "/proc/digits.onnx")).Failed(
            "cannot write /proc/digits.onnx"
        );
    }

    [Fact]
    public async Task Ctrl_C_ends_with_the_step_and_keeps_what_is_learned()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        var run = Tool.StartInterruptible(folder.Path, "train", "digits", "--epochs", "1000000", "--out", "some.onnx");
        await FirstEpoch(run.StandardOutput);
        using (var kill = Process.Start("kill", ["-INT", run.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var ended = await Tool.End(run);
        Assert.Equal((Cli.Commands.ExitCode.Interrupted, string.Empty), (ended.ExitCode, ended.Error));
        Assert.True(Number(Accuracy(), ended.Output) > 50, ended.Output);
        using var predictor = OnnxPredictor.Load(folder["some.onnx"]).OrThrow();
        Assert.Equal(10, predictor.Labels.Length);
    }

    private static async Task FirstEpoch(StreamReader output)
    {
        var line = string.Empty;
        while (!line.StartsWith("epoch", StringComparison.Ordinal))
        {
            line = await output.ReadLineAsync().ConfigureAwait(false) ?? throw new EndOfStreamException();
        }
    }

    private static double Number(Regex pattern, string text) =>
        double.Parse(pattern.Match(text).Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"(?m)^ONNX Runtime (?<number>[\d.]+) % of 359 held-out samples right *$",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Accuracy();

    [GeneratedRegex(@"(?m)^agreement .* by more than (?<number>\S+) *$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Agreement();

    [GeneratedRegex(
        @"(?m)^epoch +(?<epoch>\d+)/25  loss \d\.\d{4}  held-out \d+\.\d %  +[\d,]+ samples/s$",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Lines();
}
