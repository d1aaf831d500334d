using System.IO.Compression;
using System.Runtime.InteropServices;

namespace FunctionalNet.Cli.Tests.Packages;

/// <summary>The packages are complete and suffice for a solution outside of the repository.</summary>
[Collection(nameof(Packed))]
public sealed class PackedTests(Packed packed)
{
    private const string Wrong = "the gradient is not the slope of the function";
    private const string Where = "first wrong operator: Square of Float[1, 3], in layer '1'";

    [Theory]
    [InlineData("FunctionalNet")]
    [InlineData("FunctionalNet.Mpi")]
    [InlineData("FunctionalNet.Onnx")]
    [InlineData("FunctionalNet.OnnxRuntime")]
    [InlineData("FunctionalNet.Verification")]
    public void A_library_has_documentation_readme_licence_and_symbols(string name)
    {
        using var package = packed.Open(name);
        using var symbols = packed.Open(name, "snupkg");
        Has(package, $"lib/net10.0/{name}.dll");
        Has(package, $"lib/net10.0/{name}.xml");
        Has(symbols, $"lib/net10.0/{name}.pdb");
        Describes(package, $"dotnet add package {name}\n");
    }

    [Fact]
    public void The_core_brings_its_analyzers()
    {
        using var package = packed.Open("FunctionalNet");
        Has(package, "analyzers/dotnet/cs/FunctionalNet.Analyzers.dll");
    }

    [Fact]
    public void The_tool_is_a_tool()
    {
        var machine = RuntimeInformation.RuntimeIdentifier;
        using var package = packed.Open("FunctionalNet.Cli");
        using var forThisMachine = packed.Open($"FunctionalNet.Cli.{machine}");
        using var symbols = packed.Open($"FunctionalNet.Cli.{machine}", "snupkg");
        Has(forThisMachine, $"tools/net10.0/{machine}/fnet.dll");
        Has(symbols, $"tools/net10.0/{machine}/fnet.pdb");
        Assert.Single(forThisMachine.Entries, entry => entry.Name.Contains("onnxruntime.", StringComparison.Ordinal));
        Describes(package, "dotnet tool install --global FunctionalNet.Cli\n");
        var type = Packed.Metadata(package).Descendants().Single(one => one.Name.LocalName == "packageType");
        Assert.Equal("DotnetTool", type.Attribute("name")?.Value);
    }

    [Fact]
    public async Task A_solution_elsewhere_trains_exports_predicts_and_verifies()
    {
        string[] build = ["build", "App.slnx", "--disable-build-servers", "-v", "q", "-p:RunAnalyzers=true"];
        var built = (await packed.Run("dotnet", build)).Succeeded();
        Assert.Matches(@"Forgetful\.cs\(8,\d+\): warning FNET0001: 'Save' gives", built.Output);

        var predicted = (await packed.Run("dotnet", "Predict/bin/Debug/net10.0/Predict.dll", "ring.onnx")).Succeeded();
        Assert.Matches(@"^accuracy (0\.9\d|1\.00)$", predicted.Output.Trim());

        var natives = Path.Combine(packed.Elsewhere, "Predict/bin/Debug/net10.0/runtimes");
        Assert.DoesNotContain(Directory.GetDirectories(natives), kind => Path.GetFileName(kind) is "android" or "ios");

        var inXunit = await packed.Run("dotnet", "InXunit/bin/Debug/net10.0/InXunit.dll", "-noColor");
        Finds(inXunit);
        Assert.Contains("Total: 4, Errors: 0, Failed: 1", inXunit.Output, StringComparison.Ordinal);
        foreach (var framework in (string[])["InNUnit", "InMSTest"])
        {
            var run = await packed.Run("dotnet", "test", $"{framework}/bin/Debug/net10.0/{framework}.dll");
            Finds(run);
            Assert.Matches(@"Failed:\s+1, Passed:\s+1, Skipped:\s+0", run.Output);
        }

        string[] install = ["tool", "install", "FunctionalNet.Cli", "--prerelease", "--source", "packages"];
        (await packed.Run("dotnet", [.. install, "--tool-path", "tools"])).Succeeded();
        var fnet = Path.Combine(packed.Elsewhere, "tools", "fnet");
        var verified = (await packed.Run(fnet, "gradcheck", "ring.onnx")).Succeeded();
        Assert.Contains("the gradient agrees", verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("linux-x64")]
    public async Task The_library_of_a_package_for_gpus_is_taken(string runtime)
    {
        // A stand-in for ONNX Runtime's GPU package, with a text file in place of the native library.
        const string Native = "runtimes/linux-x64/native/libonnxruntime.so";
        var name = $"Microsoft.ML.OnnxRuntime.Gpu.Told{runtime.Length}";
        using (var package = ZipFile.Open(packed.At($"packages/{name}.1.0.0.nupkg"), ZipArchiveMode.Create))
        {
            Write(
                package,
                $"{name}.nuspec",
                $"<package><metadata><id>{name}</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata></package>"
            );
            Write(package, Native, "for GPUs");
        }

        var project = Directory.CreateDirectory(packed.At(name)).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(project, "Program.cs"),
            "return;",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(project, $"OnGpu.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="FunctionalNet.OnnxRuntime" Version="$(PackedVersion)" />
                <PackageReference Include="{name}" Version="1.0.0" />
              </ItemGroup>
            </Project>
            """,
            TestContext.Current.CancellationToken
        );
        string[] build = ["publish", name, "-o", $"{name}/out", "--disable-build-servers", "-v", "q"];
        string[] which = runtime.Length == 0 ? [] : ["-r", runtime, "--self-contained", "false"];
        (await packed.Run("dotnet", [.. build, .. which])).Succeeded();
        var library = runtime.Length == 0 ? Native : Path.GetFileName(Native);
        Assert.Equal(
            "for GPUs",
            await File.ReadAllTextAsync(Path.Combine(project, "out", library), TestContext.Current.CancellationToken)
        );
    }

    private static void Write(ZipArchive package, string name, string text)
    {
        using var entry = new StreamWriter(package.CreateEntry(name).Open());
        entry.Write(text);
    }

    private static void Finds(Tool.Ended tests)
    {
        Assert.NotEqual(0, tests.ExitCode);
        Assert.Contains(Wrong, tests.Output, StringComparison.Ordinal);
        Assert.Contains(Where, tests.Output, StringComparison.Ordinal);
    }

    private static void Has(ZipArchive package, string file) =>
        Assert.Contains(package.Entries, entry => entry.FullName == file && entry.Length > 0);

    // The README must be self-contained: on a package host, relative links would be broken.
    private static void Describes(ZipArchive package, string install)
    {
        using var page = new StreamReader(package.GetEntry("README.md")!.Open());
        var text = page.ReadToEnd();
        Assert.Contains(install, text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\]\((?!https://)", text);
        var metadata = Packed.Metadata(package);
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEmpty(Value("authors"));
        Assert.DoesNotContain("Package Description", Value("description"), StringComparison.Ordinal);

        string Value(string element) => Assert.Single(metadata.Elements(), one => one.Name.LocalName == element).Value;
    }
}
