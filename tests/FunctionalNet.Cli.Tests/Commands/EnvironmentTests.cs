namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>
/// Defects of the environment: meaningless variables, no temporary folder, closed or full outputs. The tool reports them in one line before
/// it trains, and loses no data.
/// </summary>
public sealed class EnvironmentTests : IDisposable
{
    private static readonly string[] Training = ["train", "iris", "--epochs", "1", "--out", "iris.onnx"];

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("FUNCTIONALNET_THREADS", "0")]
    [InlineData("FUNCTIONALNET_THREADS", "-1")]
    [InlineData("FUNCTIONALNET_THREADS", "abc")]
    [InlineData("FUNCTIONALNET_THREADS", "100000")]
    [InlineData("FUNCTIONALNET_THREADS", "1.5")]
    [InlineData("FUNCTIONALNET_THREADS", " ")]
    [InlineData("FUNCTIONALNET_SIMD", "none")]
    [InlineData("FUNCTIONALNET_SIMD", "0")]
    [InlineData("FUNCTIONALNET_SIMD", "-256")]
    [InlineData("FUNCTIONALNET_SIMD", "1024")]
    [InlineData("FUNCTIONALNET_MAX_READ", "none")]
    [InlineData("FUNCTIONALNET_MAX_READ", "0")]
    [InlineData("FUNCTIONALNET_MAX_READ", "-1")]
    [InlineData("FUNCTIONALNET_MAX_READ", "1e9")]
    public async Task A_variable_that_says_nothing_is_told(string name, string value)
    {
        var run = await Tool.RunUnder(folder.Path, (name, value), Training);
        run.Failed($"The environment variable {name} is '{value}', but must be");
        Assert.EndsWith("Correct it or remove it.\n", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["iris.onnx"]));
    }

    [Theory]
    [InlineData("FUNCTIONALNET_THREADS")]
    [InlineData("FUNCTIONALNET_SIMD")]
    [InlineData("FUNCTIONALNET_MAX_READ")]
    public async Task An_empty_variable_is_none_and_help_needs_none(string name)
    {
        (await Tool.RunUnder(folder.Path, (name, string.Empty), Training)).Succeeded();
        (await Tool.RunUnder(folder.Path, (name, "nonsense"), "train", "--help")).Succeeded();
    }

    [Fact]
    public async Task What_takes_more_memory_than_a_variable_allows_is_told()
    {
        var run = await Tool.RunUnder(folder.Path, ("FUNCTIONALNET_MAX_READ", "100"), Training);
        run.Failed("more than the bound of 100; raise it with the environment variable FUNCTIONALNET_MAX_READ");
    }

    [Theory]
    [InlineData("nothing/here")]
    [InlineData("a file")]
    [InlineData("/proc")]
    public async Task Without_a_place_for_temporary_files_that_is_told(string place)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        folder.Write("a file", string.Empty);
        var run = await Tool.RunUnder(folder.Path, ("TMPDIR", place), Training);
        run.Failed("iris.csv needs a temporary file", place, "set TMPDIR to a folder that can be written");
    }

    [Theory]
    [InlineData(">/dev/full", "No space left on device")]
    [InlineData(">&-", "Bad file descriptor")]
    public async Task An_output_that_takes_no_text_ends_no_training(string redirection, string says)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full");
        var run = await Tool.RunIn(folder.Path, redirection, Training);
        run.Failed($"standard output takes no text, so that what was printed is lost; files are written: {says}");
        using (OnnxPredictor.Load(folder["iris.onnx"]).OrThrow()) { }

        foreach (
            var arguments in (string[][])
                [
                    ["--help"],
                    ["inspect", "iris.onnx"],
                    ["train", "--schema"],
                ]
        )
        {
            (await Tool.RunIn(folder.Path, redirection, arguments)).Failed("takes no text", says);
        }
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("<&-")]
    [InlineData("<&- >/dev/null 2>&-")]
    public async Task Without_the_other_streams_it_works(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full");
        (await Tool.RunIn(folder.Path, redirection, Training)).Succeeded();
        using (OnnxPredictor.Load(folder["iris.onnx"]).OrThrow()) { }

        Assert.Equal(2, (await Tool.RunIn(folder.Path, redirection, "inspect", "nothing.onnx")).ExitCode);
    }

    [Fact]
    public async Task A_link_stays_and_what_it_leads_to_is_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/null");
        (await Tool.Run(folder.Path, Training)).Succeeded();
        folder.Write("table.csv", "1,2,3,4,0\n5,6,7,8,1\n2,4,6,8,2\n1,3,5,7,1\n");
        foreach (
            var command in (string[][])
                [
                    ["train", "iris", "--epochs", "1", "--out"],
                    ["fit", "iris.onnx", "--data", "table.csv", "--epochs", "1", "--target", "4", "--out"],
                    ["convert", "iris.onnx"],
                    ["quantize", "iris.onnx"],
                ]
        )
        {
            foreach (var target in (string[])["/dev/null", "written.onnx"])
            {
                File.CreateSymbolicLink(folder["link.onnx"], target);
                (await Tool.Run(folder.Path, [.. command, "link.onnx"])).Succeeded();
                Assert.Equal(target, new FileInfo(folder["link.onnx"]).LinkTarget);
                File.Delete(folder["link.onnx"]);
            }

            using (OnnxPredictor.Load(folder["written.onnx"]).OrThrow()) { }

            File.Delete(folder["written.onnx"]);
        }

        Assert.Empty(await File.ReadAllBytesAsync("/dev/null", Xunit.TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("loop.onnx")]
    [InlineData("a file/x.onnx")]
    [InlineData("/proc/x.onnx")]
    [InlineData("/dev/fd/123456")]
    [InlineData(" ")]
    [InlineData("a name of 300 characters")]
    public async Task Where_nothing_can_be_written_nothing_is_learned(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        folder.Write("a file", string.Empty);
        File.CreateSymbolicLink(folder["loop.onnx"], folder["loop.onnx"]);
        (
            await Tool.Run(
                folder.Path,
                "train",
                "iris",
                "--out",
                path.EndsWith("characters", StringComparison.Ordinal) ? new('n', 300) : path
            )
        ).Failed("cannot write");
    }
}
