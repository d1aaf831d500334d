using System.Globalization;
using FunctionalNet.Cli.Web;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>What <c>fnet web</c> cannot do is one line, before anything is fetched.</summary>
public sealed class WebCommandTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("there is no file nothing.onnx", "nothing.onnx")]
    [InlineData("digits is no ONNX file", "digits")]
    [InlineData("say the recipe", "run.safetensors", "--train")]
    [InlineData("does not fit a model that takes 4", "IRIS", "--image", "3x2")]
    [InlineData("not '3by2'", "IRIS", "--image", "3by2")]
    [InlineData("LOW..HIGH", "IRIS", "--image", "2x2", "--range", "1")]
    [InlineData("--image or --columns", "IRIS", "--image", "2x2", "--columns", "a,b,c,d")]
    [InlineData("does not fit a model that takes 4", "IRIS", "--columns", "a,b,c")]
    public async Task A_mistake_is_one_line(string says, params string[] arguments)
    {
        var run = await Tool.Run(
            folder.Path,
            ["web", .. arguments.Select(one => one == "IRIS" ? Iris : one), "--out", "page", "--runtime", "nowhere"]
        );
        run.Complained(says);
        Assert.False(File.Exists(folder[Path.Combine("page", "model.json")]));
    }

    [Fact]
    public async Task A_runtime_of_another_content_is_refused()
    {
        foreach (var name in new[] { "ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm" })
        {
            folder.Write(name, "another");
        }

        var run = await Tool.Run(folder.Path, "web", Iris, "--out", "page", "--runtime", ".");
        run.Complained($"is not onnxruntime-web {WebRuntime.Version}", "SHA-512");
    }

    [Fact]
    public async Task A_runtime_that_is_no_archive_is_refused()
    {
        var run = await Tool.Run(folder.Path, "web", Iris, "--out", "page", "--runtime", folder.Write("a.tgz", "no"));
        run.Complained("cannot read a.tgz");
    }

    [Fact]
    public async Task A_schedule_that_has_ended_is_told_of()
    {
        (await Tool.Run(folder.Path, "train", "iris", "--epochs", "1", "--checkpoints", "run")).Succeeded();
        var run = await Tool.Run(
            folder.Path,
            ["web", "run", "--train", "--recipe", "iris", "--out", "page", "--runtime", "nowhere"]
        );

        // The recipe goes on to its 60 epochs: nothing but the runtime is amiss.
        run.Complained("nowhere");
    }

    [Fact]
    public async Task Only_files_of_the_folder_are_served()
    {
        Directory.CreateDirectory(folder["page"]);
        folder.Write("secret.txt", "secret");
        folder.Write(Path.Combine("page", "index.html"), "<p>hello</p>");
        using var stop = new CancellationTokenSource();
        using var server = WebServer.Start(folder["page"], Written.FreePort()).OrThrow();
        var serving = server.Run(stop.Token);
        using var client = new HttpClient();
        Assert.Equal("<p>hello</p>", await client.GetStringAsync(new Uri(server.Address), stop.Token));
        foreach (var other in new[] { "%2e%2e/secret.txt", "..%2fsecret.txt", "nothing.js", "%2fetc/passwd" })
        {
            using var answer = await client.GetAsync(new Uri($"{server.Address}{other}"), stop.Token);
            Assert.False(answer.IsSuccessStatusCode, other);
        }

        await stop.CancelAsync();
        await serving;
    }

    private static string Iris =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(Repository.Root, "models", "iris", "iris.onnx")}");
}
