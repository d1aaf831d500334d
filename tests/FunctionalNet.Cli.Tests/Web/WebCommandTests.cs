using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using FunctionalNet.Cli.Web;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>Errors of <c>fnet web</c> are one line each, before anything is downloaded.</summary>
public sealed class WebCommandTests : IDisposable
{
    private static readonly string[] Files =
    [
        "ort.wasm.min.mjs",
        "ort-wasm-simd-threaded.mjs",
        "ort-wasm-simd-threaded.wasm",
    ];

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
        foreach (var name in Files)
        {
            folder.Write(name, "another");
        }

        var run = await Tool.Run(folder.Path, "web", Iris, "--out", "page", "--runtime", ".");
        run.Complained($"is not onnxruntime-web {WebRuntime.Version}", "SHA-512");
    }

    [Fact]
    public async Task Without_npm_it_comes_from_the_registry_and_is_held_to_its_hashes()
    {
        var registry = Directory.CreateDirectory(folder["registry"]).FullName;
        using var stop = new CancellationTokenSource();
        using var server = WebServer.Start(registry, Written.FreePort()).OrThrow();
        var serving = server.Run(stop.Token);
        (await Run()).Complained("cannot be fetched", "answers 404", "npm pack");

        var place = Path.Combine(registry, "onnxruntime-web", "-");
        Directory.CreateDirectory(place);
        Pack(Path.Combine(place, $"onnxruntime-web-{WebRuntime.Version}.tgz"));
        (await Run()).Complained($"is not onnxruntime-web {WebRuntime.Version}", "SHA-512");
        Assert.False(File.Exists(folder[Path.Combine("page", "model.json")]));
        Assert.Empty(
            Directory.EnumerateFileSystemEntries(
                Path.Combine(folder["cache"], "functionalnet", $"onnxruntime-web-{WebRuntime.Version}")
            )
        );
        await stop.CancelAsync();
        await serving;

        Task<Tool.Ended> Run() =>
            Tool.End(
                Tool.Start(
                    folder.Path,
                    "dotnet",
                    [Path.Combine(AppContext.BaseDirectory, "fnet.dll"), "web", Iris, "--out", "page"],
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["PATH"] = folder.Path,
                        ["XDG_CACHE_HOME"] = folder["cache"],
                        ["npm_config_registry"] = server.Address,
                    }
                )
            );
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

        // The recipe's schedule continues to 60 epochs, so that the only error is the missing runtime.
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

    // An archive with the expected names and other content.
    private static void Pack(string path)
    {
        using var file = File.Create(path);
        using var packed = new GZipStream(file, CompressionLevel.Fastest);
        using var archive = new TarWriter(packed);
        foreach (var name in Files)
        {
            archive.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, $"package/dist/{name}")
                {
                    DataStream = new MemoryStream([1, 2, 3]),
                }
            );
        }
    }

    private static string Iris =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(Repository.Root, "models", "iris", "iris.onnx")}");
}
