using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace FunctionalNet.Cli.Tests.Packages;

/// <summary>All packages, packed once from what the tests were built with, and a folder outside of the repository to use them in.</summary>
public sealed class Packed : IAsyncLifetime
{
    /// <summary>No other package has it, so that nothing comes from elsewhere.</summary>
    private const string Version = "0.1.0-packed";

    /// <summary>The packages that programs refer to.</summary>
    public static readonly string[] Libraries =
    [
        "FunctionalNet",
        "FunctionalNet.Mpi",
        "FunctionalNet.Onnx",
        "FunctionalNet.OnnxRuntime",
        "FunctionalNet.Verification",
    ];

    private readonly Folder folder = new();

    /// <summary>Gets where the solution is that knows the packages only.</summary>
    public string Elsewhere => folder["elsewhere"];

    public async ValueTask InitializeAsync()
    {
        Copy(Path.Combine(Here(), "Elsewhere"), Elsewhere);
        Directory.CreateDirectory(folder["elsewhere/packages"]);
        Directory.CreateDirectory(folder["data"]);
        folder.Write(
            "elsewhere/nuget.config",
            """<configuration><packageSources><add key="packed" value="packages" /></packageSources></configuration>"""
        );
        foreach (var library in Libraries)
        {
            await Pack(library, "--no-build").ConfigureAwait(false);
        }

        // The tool for this machine only, which is built as the package has it.
        string[] here =
        [
            "--no-restore",
            $"-p:ToolPackageRuntimeIdentifiers={RuntimeInformation.RuntimeIdentifier}",
            "-p:Analyze=false",
        ];
        await Pack("FunctionalNet.Cli", here).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A file or folder elsewhere.</summary>
    internal string At(string name) => Path.Combine(Elsewhere, name);

    /// <summary>Runs a command elsewhere.</summary>
    internal Task<Tool.Ended> Run(string file, params string[] arguments) => In(Elsewhere, file, arguments);

    /// <summary>Runs a command in a folder elsewhere.</summary>
    internal Task<Tool.Ended> RunIn(string place, string file, params string[] arguments) =>
        In(At(place), file, arguments);

    /// <summary>A package, or its symbols.</summary>
    internal ZipArchive Open(string name, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Elsewhere, "packages", $"{name}.{Version}.{extension}"));

    /// <summary>What a package says of itself.</summary>
    internal static XElement Metadata(ZipArchive package)
    {
        var nuspec = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        using var text = nuspec.Open();
        return XDocument.Load(text).Root!.Elements().First();
    }

    private async Task Pack(string project, params string[] options)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var source = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src", project));
        string[] pack = ["pack", source, "-c", configuration, $"-p:Version={Version}", "--disable-build-servers"];
        var packing = In(Elsewhere, "dotnet", [.. pack, .. options, "-o", folder["elsewhere/packages"]]);
        (await packing.ConfigureAwait(false)).Succeeded();
    }

    // What is restored stays in the folder; what the machine has already is taken from there.
    private Task<Tool.Ended> In(string place, string file, string[] arguments) =>
        Tool.End(
            Tool.Start(
                place,
                file,
                arguments,
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["PackedVersion"] = Version,

                    // What it prints is read in English.
                    ["LC_ALL"] = "C.UTF-8",
                    ["NUGET_PACKAGES"] = folder["cache"],
                    ["NUGET_FALLBACK_PACKAGES"] = MachinePackages(),

                    // What programs of one file are built into.
                    ["XDG_DATA_HOME"] = folder["data"],
                    ["UseSharedCompilation"] = "false",
                    ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeFolder(), "..", "..", "..")),
                }
            )
        );

    private static string RuntimeFolder() => RuntimeEnvironment.GetRuntimeDirectory();

    private static string MachinePackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } path
            ? path
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
