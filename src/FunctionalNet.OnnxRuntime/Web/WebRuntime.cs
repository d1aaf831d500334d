using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>ONNX Runtime Web in one version, whose files are verified by their SHA-512, whatever their source.</summary>
public sealed class WebRuntime
{
    /// <summary>The version of the npm package onnxruntime-web.</summary>
    public const string Version = "1.30.0";

    /// <summary>The folder of its files beside the page.</summary>
    internal const string Folder = "runtime";

    /// <summary>The name of the package's archive.</summary>
    internal const string Archive = $"onnxruntime-web-{Version}.tgz";

    private const string WasmScript = "ort.wasm.min.mjs";
    private const string GpuScript = "ort.webgpu.min.mjs";

    // The largest file has 27 MB.
    private const long MaxBytes = 1 << 26;

    private static readonly ImmutableSortedDictionary<string, (string Hash, bool IsForGpu)> Pinned =
        ImmutableSortedDictionary.CreateRange<string, (string, bool)>(
            StringComparer.Ordinal,
            [
                new(
                    WasmScript,
                    (
                        "02779f420972927b9fe109e8c8bf0715be78b3582b5b1eeae85eafd94651afb47155bb0979777f93ab228978f59a59109a9c871270c8049cf1d41b5adc9dd90a",
                        false
                    )
                ),
                new(
                    "ort-wasm-simd-threaded.mjs",
                    (
                        "21ba108743f06fed82bd495a1258e50552c95a515f1940b10aab94ea48f2c205beaa3f7e0d9b4961253da6e786638038bd3d96e6b43c66de0234d2032fc29fd6",
                        false
                    )
                ),
                new(
                    "ort-wasm-simd-threaded.wasm",
                    (
                        "1adeded62203219fcf5c484cfce5657aa5875689b490423f86cf1ca1dd1cad7715f630c6337f41db71ee42794e3a00ce0b7c78939a71220b5d83368bf6ea7730",
                        false
                    )
                ),
                new(
                    GpuScript,
                    (
                        "fec11a90cbbd03649b0f2e4109cc93fe73ffe4f00414bce32611aecbccdb49e0449785b53225a71f196b25a4bce0d9706809f139eaaabbfe06e89ff6d8e35313",
                        true
                    )
                ),
                new(
                    "ort-wasm-simd-threaded.asyncify.mjs",
                    (
                        "61732b1d8fea2d709b8f1d9b30543c8060fdeda46775c4fdc04c3dbe55d774dc71d5477690362558f91614dfb4b74ae75f614c134f2be024c61f146cb68832c8",
                        true
                    )
                ),
                new(
                    "ort-wasm-simd-threaded.asyncify.wasm",
                    (
                        "773cfd2347266c1215c9b2ad6eeeacceeee36cc4b354f27713a39cf0f4b2a08431ff817bc55276886cf7928e38b0bc408b2000c9c3c4415b552872a309c45d77",
                        true
                    )
                ),
            ]
        );

    private WebRuntime(ImmutableSortedDictionary<string, byte[]> contents) => Contents = contents;

    /// <summary>Gets the folder where downloaded files are kept: in the user's cache.</summary>
    public static string Cache =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } said ? said
                : OperatingSystem.IsWindows()
                    ? Environment.GetFolderPath(
                        Environment.SpecialFolder.LocalApplicationData,
                        Environment.SpecialFolderOption.Create
                    )
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "functionalnet",
            $"onnxruntime-web-{Version}"
        );

    /// <summary>Gets the files by name.</summary>
    internal ImmutableSortedDictionary<string, byte[]> Contents { get; }

    /// <summary>Whether it has to be downloaded from the npm registry, which takes some seconds.</summary>
    /// <param name="gpu">Whether the files for WebGPU are needed, too.</param>
    /// <example><code>if (!WebRuntime.IsCached()) Console.WriteLine("33 MB are fetched once");</code></example>
    public static bool IsCached(bool gpu = false) => Wanted(gpu).All(name => File.Exists(Path.Combine(Cache, name)));

    /// <summary>The files, from the caller's source, from the cache, or from the npm registry.</summary>
    internal static Either<Error, WebRuntime> Files(string? from, bool gpu, CancellationToken stop)
    {
        if (from is not null && !Path.Exists(from))
        {
            return Error.New(
                $"there is no {from}: the runtime is the folder or the .tgz of the npm package onnxruntime-web {Version}"
            );
        }

        try
        {
            return from is not null
                ? Checked(from, Directory.Exists(from) ? InFolder(from, gpu) : InArchive(from, gpu), gpu)
                : Checked(Cache, InFolder(Cache, gpu), gpu).BindLeft(_ => Fetched(gpu, stop));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Error.New($"cannot read {from ?? Cache}: {e.Message}");
        }
    }

    /// <summary>Its entry in the manifest.</summary>
    internal JsonObject Json() =>
        new()
        {
            ["version"] = Version,
            ["wasm"] = WasmScript,
            ["files"] = new JsonArray([.. Contents.Keys.Select(name => (JsonNode)name)]),
            ["webgpu"] = Contents.ContainsKey(GpuScript) ? GpuScript : null,
        };

    private static IEnumerable<string> Wanted(bool gpu) =>
        Pinned.Where(file => gpu || !file.Value.IsForGpu).Select(file => file.Key);

    private static Either<Error, WebRuntime> Fetched(bool gpu, CancellationToken stop)
    {
        Directory.CreateDirectory(Cache);
        return WebRegistry
            .Fetch(Cache, stop, archive => Checked(archive, InArchive(archive, gpu), gpu))
            .Bind(fetched =>
                fetched
                    .Contents.Aggregate(
                        Prelude.Right<Error, Unit>(Unit.Default),
                        (before, file) =>
                            before.Bind(_ =>
                                WholeFile.Write(Path.Combine(Cache, file.Key), stream => stream.Write(file.Value))
                            )
                    )
                    .Map(_ => fetched)
            );
    }

    // A package installed by npm has its files in a subfolder.
    private static Dictionary<string, byte[]> InFolder(string folder, bool gpu)
    {
        string[] places =
        [
            folder,
            Path.Combine(folder, "dist"),
            Path.Combine(folder, "package", "dist"),
            Path.Combine(folder, "node_modules", "onnxruntime-web", "dist"),
        ];
        return Wanted(gpu)
            .Select(name => places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists))
            .OfType<string>()
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);
    }

    private static Dictionary<string, byte[]> InArchive(string file, bool gpu)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var stream = RegularFile.OpenRead(file);
        using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
        using var archive = new TarReader(unpacked);
        while (archive.GetNextEntry() is { } entry)
        {
            var name = Path.GetFileName(entry.Name);
            if (
                entry.DataStream is { Length: <= MaxBytes } data
                && Wanted(gpu).Contains(name, StringComparer.Ordinal)
                && entry.Name.EndsWith($"/dist/{name}", StringComparison.Ordinal)
            )
            {
                var bytes = new byte[data.Length];
                data.ReadExactly(bytes);
                found[name] = bytes;
            }
        }

        return found;
    }

    private static Either<Error, WebRuntime> Checked(string place, Dictionary<string, byte[]> found, bool gpu)
    {
        foreach (var name in Wanted(gpu))
        {
            if (!found.TryGetValue(name, out var bytes))
            {
                return Error.New($"{place} is not onnxruntime-web {Version}: it lacks {name}");
            }

            if (Convert.ToHexStringLower(SHA512.HashData(bytes)) != Pinned[name].Hash)
            {
                return Error.New($"{place} is not onnxruntime-web {Version}: {name} has another SHA-512");
            }
        }

        return new WebRuntime(found.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }
}
