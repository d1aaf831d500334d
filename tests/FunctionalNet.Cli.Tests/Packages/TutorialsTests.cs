using System.Text.RegularExpressions;

namespace FunctionalNet.Cli.Tests.Packages;

/// <summary>Each tutorial is a program of one file that runs on the packages alone, and ends with a page or a picture.</summary>
[Collection(nameof(Packed))]
public sealed partial class TutorialsTests(Packed packed)
{
    private const string Clone = "clone";

    // What each says of what it has learned.
    private static readonly Dictionary<string, string> Says = new(StringComparer.Ordinal)
    {
        ["first-net"] = @"accuracy (9\d|100) %",
        ["own-layer"] = @"gradient right.*error 0\.\d+ with tanh, 0\.[0-2]\d* with waves",
        ["own-loss-and-optimizer"] = @"quantile 0\.1: ([7-9]|1[0-3]) %.*quantile 0\.9: (8[7-9]|9[0-3]) %",
        ["images"] = @"accuracy 9[6-9]\.\d %",
        ["sequences"] = "wave.onnx: ",
        ["text"] = @"loss [5-6]\.\d at first, [0-3]\.\d at the end",
        ["transfer-and-lora"] = @"the head alone: 2,570 numbers.*adapters of rank 4: [\d,]+ numbers learn, 9\d\.\d %",
        ["onnx-in-aspnet"] = @"100 answers; the most likely digit is \d.*BadRequest",
        ["step-in-node"] = @"a batch has .*loss 0\.\d+ at first, 0\.\d+ at the end",
        ["verification-in-ci"] = "passed: an optimizer.*failed: x².*Square",
        ["two-machines"] = @"loss \d\.\d+ in the first epoch, 0\.\d+ in the last",
    };

    public static TheoryData<string> Names => [.. Says.Keys];

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
        Bring();
        Directory.CreateDirectory(packed.At($"out/{name}"));
        var ran = (
            await packed.RunIn($"out/{name}", "dotnet", "run", packed.At($"{Clone}/models/tutorials/{name}.cs"))
        ).Succeeded();
        Assert.Matches($"(?s){Says[name]}", ran.Output);
        var shown = Shown().Match(ran.Output).Groups["file"].Value;
        Assert.True(new FileInfo(packed.At($"out/{name}/{shown}")) is { Exists: true, Length: > 100 }, ran.Output);
    }

    // The files at the places that they have in the repository, and the packages where "dotnet pack" writes them.
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
}
