using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace FunctionalNet.Cli.Tests.Packages;

/// <summary>
/// Fixture: packs all packages once from the built binaries, with a folder outside of the repository for the programs that use them.
/// </summary>
public sealed class Packed : IAsyncLifetime
{
    /// <summary>A version that no published package has, so that nothing is restored from another source.</summary>
    private const string Version = "0.1.0-packed";

    /// <summary>The packages that the programs reference.</summary>
    public static readonly string[] Libraries =
    [
        "FunctionalNet",
        "FunctionalNet.Mpi",
        "FunctionalNet.Onnx",
        "FunctionalNet.OnnxRuntime",
        "FunctionalNet.Verification",
    ];

    private readonly Folder folder = new();

    /// <summary>Gets the folder of the solution that references only the packages.</summary>
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

        // The tool is packed for this machine only, and built here, because no other build has its package layout.
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

    /// <summary>The path of a file or folder in that solution.</summary>
    internal string At(string name) => Path.Combine(Elsewhere, name);

    /// <summary>Runs a command in the folder of the solution.</summary>
    internal Task<Tool.Ended> Run(string file, params string[] arguments) => In(Elsewhere, file, arguments);

    /// <summary>Runs a command in a subfolder of the solution.</summary>
    internal Task<Tool.Ended> RunIn(string place, string file, params string[] arguments) =>
        In(At(place), file, arguments);

    /// <summary>Opens a package, or its symbol package.</summary>
    internal ZipArchive Open(string name, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Elsewhere, "packages", $"{name}.{Version}.{extension}"));

    /// <summary>The metadata of a package.</summary>
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

    // Packages are restored into the fixture's folder; those in the machine's cache are used from there.
    private Task<Tool.Ended> In(string place, string file, string[] arguments) =>
        Tool.End(
            Tool.Start(
                place,
                file,
                arguments,
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["PackedVersion"] = Version,

                    // The tests read its output in English.
                    ["LC_ALL"] = "C.UTF-8",
                    ["NUGET_PACKAGES"] = folder["cache"],
                    ["NUGET_FALLBACK_PACKAGES"] = MachinePackages(),

                    // The folder for builds of single-file programs.
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
