using System.Text;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The output of a failing command and the files that it leaves behind.</summary>
public sealed class FailedCommandsTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train digits --out _", "--out wants the name of a file, not ''.")]
    [InlineData("convert a.onnx _", "convert wants the name of a file, not ''.")]
    [InlineData("web a.onnx --out _", "--out wants the name of a folder, not ''.")]
    [InlineData("web IRIS --out page --runtime nowhere", "there is no nowhere: the runtime is the folder or the .tgz")]
    public async Task An_empty_or_absent_path_is_told(string command, string says) =>
        (
            await Tool.Run(
                folder.Path,
                [
                    .. command
                        .Split(' ')
                        .Select(word =>
                            word == "_" ? string.Empty
                            : word == "IRIS" ? Path.Combine(Repository.Root, "models", "iris", "iris.onnx")
                            : word
                        ),
                ]
            )
        ).Failed(says);

    [Fact]
    public async Task No_empty_folder_is_left()
    {
        (await Tool.Run(folder.Path, "web", "absent.onnx", "--out", "page/in/it", "--runtime", ".")).Failed(
            "absent.onnx"
        );
        Assert.Empty(Directory.GetDirectories(folder.Path));
        Directory.CreateDirectory(folder["page"]);
        (await Tool.Run(folder.Path, "web", "absent.onnx", "--out", "page", "--runtime", ".")).Failed("absent.onnx");
        Assert.Single(Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public async Task A_recipe_is_a_text()
    {
        folder.Write("mark.json", $"\uFEFF{UsualArguments.Recipe(folder, "table")}");
        (await Tool.Run(folder.Path, "recipes", "validate", "mark.json")).Succeeded();
        await File.WriteAllBytesAsync(
            folder["bytes.json"],
            Encoding.Latin1.GetBytes("{ \"name\": \"\u00FF\" }"),
            TestContext.Current.CancellationToken
        );
        await Says("bytes.json", "bytes.json is no recipe: it is no text in UTF-8: save the file as such");
        folder.Write("broken.json", "{\n\n  oops }");
        await Says("broken.json", "broken.json is no recipe: line 3: 'o' is an invalid start of a property name");
        folder.Write(
            "units.json",
            $"{UsualArguments.Recipe(folder, "table")}".Replace("Dense(2)", "Dense(0)", StringComparison.Ordinal)
        );
        await Says("units.json", "Units must be at least 1, but is 0.\n");

        async Task Says(string recipe, string what)
        {
            var run = await Tool.Run(folder.Path, "recipes", "validate", recipe).ConfigureAwait(false);
            Assert.Contains(what, run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("BytePosition", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ONNX_Runtime_writes_no_warning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/null");
        var x = Expr.Input("x", new(Dim.Named("batch"), 2));
        await File.WriteAllBytesAsync(
            folder["a.onnx"],
            new Graph([x], [x + x]).ToOnnx(new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)),
            TestContext.Current.CancellationToken
        );
        var run = await Tool.RunUnder(folder.Path, ("XDG_CACHE_HOME", "/dev/null"), "compare", "a.onnx", "a.onnx");
        Assert.Equal(string.Empty, run.Succeeded().Error);
    }
}
