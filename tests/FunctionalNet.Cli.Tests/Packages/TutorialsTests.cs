using System.Globalization;
using System.Text.RegularExpressions;

namespace FunctionalNet.Cli.Tests.Packages;

/// <summary>Each tutorial is a single-file program that runs on the packages alone and ends with a page or an image.</summary>
[Collection(nameof(Packed))]
public sealed partial class TutorialsTests(Packed packed)
{
    private const string Clone = "clone";

    // A pattern for the output of each tutorial.
    private static readonly Dictionary<string, string> Says = new(StringComparer.Ordinal)
    {
        ["first-net"] = @"accuracy (9\d|100) %",
        ["own-layer"] = @"gradient right, 20 samples.*error 0\.[45]\d+ with tanh, 0\.000\d+ with waves",
        ["own-loss-and-optimizer"] =
            @"quantile 0\.1: ([89]|1[0-2]) %.*quantile 0\.5: (4[89]|5[0-2]) %.*quantile 0\.9: (8[89]|9[0-2]) %",
        ["images"] = @"accuracy 9[6-9]\.\d %",
        ["sequences"] = @"error 0\.0[5-9]\d, of the last value again 0\.1[5-7]\d.*wave.onnx: ",
        ["text"] = @"loss [56]\.\d at first, [12]\.\d at the end",
        ["transfer-and-lora"] =
            @"as it is: 1\d\.\d %.*the head alone: 2,570 numbers learn, 9[2-6]\.\d %.*adapters of rank 4: 2,344 numbers learn, 9[5-9]\.\d %",
        ["onnx-in-aspnet"] =
            @"100 answers; the most likely digit is 0\n.*BadRequest: ""send 64 numbers from 0 to 16, not 3""",
        ["ml-net"] = @"119 flowers of \[4\] to learn.*accuracy of 9\d %",
        ["step-in-node"] = @"a batch has input: Float\[batch, 2\].*loss 0\.69\d+ at first, 0\.1\d+ at the end",
        ["verification-in-ci"] = "passed: an optimizer.*failed: x².*Square",
        ["two-machines"] = @"loss 0\.2\d+ in the first epoch, 0\.00[0-4]\d in the last",
    };

    // A tutorial takes half a minute of CPU time, so that only these run unless FUNCTIONALNET_TUTORIALS=all.
    private static readonly string[] Usual = ["first-net", "verification-in-ci"];

    public static TheoryData<string> Names =>
        [.. Environment.GetEnvironmentVariable("FUNCTIONALNET_TUTORIALS") == "all" ? [.. Says.Keys] : Usual];

    [Fact]
    public void All_are_run() =>
        Assert.Equal(
            Directory
                .GetFiles(Here("models/tutorials"), "*.cs")
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal),
            Says.Keys.Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_tutorial_runs(string name)
    {
        var ran = await Run(name, $"out/{name}");
        Assert.Matches($"(?s){Says[name]}", ran.Output);
        var shown = Shown().Match(ran.Output).Groups["file"].Value;
        Assert.True(new FileInfo(packed.At($"out/{name}/{shown}")) is { Exists: true, Length: > 100 }, ran.Output);
    }

    [Fact]
    public async Task A_step_in_Node_is_the_step_here()
    {
        var modules = Here("artifacts/node/node_modules");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(modules, "onnxruntime-node")),
            "npm install --prefix artifacts/node onnxruntime-node has not been run."
        );
        var here = Losses(await Run("step-in-node", "out/node"));
        Directory.CreateSymbolicLink(packed.At("out/node/node_modules"), modules);
        var there = Losses((await packed.RunIn("out/node", "node", "train.mjs")).Succeeded());
        Assert.Equal(here.First, there.First, tolerance: 2e-4);
        Assert.Equal(here.Last, there.Last, tolerance: 2e-3);
    }

    private async Task<Tool.Ended> Run(string name, string folder)
    {
        Bring();
        Directory.CreateDirectory(packed.At(folder));
        return (
            await packed
                .RunIn(folder, "dotnet", "run", packed.At($"{Clone}/models/tutorials/{name}.cs"))
                .ConfigureAwait(false)
        ).Succeeded();
    }

    private static (double First, double Last) Losses(Tool.Ended ran)
    {
        var match = FirstAndLast().Match(ran.Output);
        Assert.True(match.Success, ran.Output);
        return (Number("first"), Number("last"));

        double Number(string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    // Copies the files to their paths in the repository, and the packages to the output folder of "dotnet pack".
    private void Bring()
    {
        if (Directory.Exists(packed.At(Clone)))
        {
            return;
        }

        string[] files =
        [
            "README.md",
            "models/digits/digits.onnx",
            "src/FunctionalNet.Cli/Data/iris.csv",
            "src/FunctionalNet.Cli/Data/digits.csv.gz",
            .. Directory
                .GetFiles(Here("models/tutorials"))
                .Select(file => $"models/tutorials/{Path.GetFileName(file)}"),
        ];
        foreach (var file in files)
        {
            var target = packed.At($"{Clone}/{file}");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Here(file), target);
        }

        Directory.CreateDirectory(packed.At($"{Clone}/artifacts"));
        Directory.CreateSymbolicLink(packed.At($"{Clone}/artifacts/packages"), packed.At("packages"));
    }

    private static string Here(string path) => Path.Combine(Repository.Root, path);

    [GeneratedRegex(
        @"^(?<file>\S+\.(png|svg|html)) shows",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Shown();

    [GeneratedRegex(
        @"loss (?<first>[\d.]+) at first, (?<last>[\d.]+) at the end",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex FirstAndLast();
}
