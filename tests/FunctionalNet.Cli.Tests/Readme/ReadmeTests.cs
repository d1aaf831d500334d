using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Readme;

/// <summary>
/// The code blocks of the README and of the packages' pages are copies of the files in this folder, which are compiled and run.
/// </summary>
public partial class ReadmeTests
{
    private static readonly string[] Pages =
    [
        "README.md",
        "src/FunctionalNet/PACKAGE.md",
        "src/FunctionalNet.Images/PACKAGE.md",
        "src/FunctionalNet.Mpi/README.md",
        "src/FunctionalNet.Onnx/PACKAGE.md",
        "src/FunctionalNet.OnnxRuntime/PACKAGE.md",
    ];

    public static TheoryData<int> Blocks { get; } = [.. Enumerable.Range(0, Code().Length)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Each_block_is_compiled_here(int block)
    {
        var files = Directory
            .GetFiles(Here(), "*.cs")
            .Select(file =>
                File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray()
            )
            .ToArray();
        var lines = Code()[block].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        var usings = lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal)).ToArray();
        Assert.Contains(files, file => usings.All(file.Contains) && Contains(file, lines[usings.Length..]));
    }

    [Fact]
    public void The_twenty_lines_learn_export_and_predict()
    {
        var (printed, folder) = InFolder(TwentyLines.Run);
        Assert.Matches(@"accuracy 9[5-9]\.\d %", printed);
        Assert.Matches(@"the middle is inside with probability (9\d|100)\.\d %", printed);
        Assert.True(new FileInfo(Path.Combine(folder, "circle.onnx")).Length > 1_000);
    }

    [Fact]
    public void The_pages_of_the_packages_do_what_they_say()
    {
        Assert.Matches(@"held-out loss 0\.00\d\d at best", InFolder(PackageCore.Run).Printed);
        Assert.Equal(
            "4 images [3, 32, 32] of 2 classes in pets: 2 to learn, 2 held out\n3 channels of 5 x 4 pixels\n",
            InFolder(() =>
            {
                foreach (var (place, file) in ((string, int)[])[("cat", 1), ("cat", 2), ("dog", 1), ("dog", 2)])
                {
                    Directory.CreateDirectory($"pets/{place}");
                    File.WriteAllBytes($"pets/{place}/{file}.bmp", Bitmap.Grey(90, 7, 9));
                }

                File.WriteAllBytes("photo.jpg", Bitmap.Grey(200, 5, 4));
                PackageImages.Run();
            }).Printed
        );
        Assert.Matches(@"loss 0\.00\d\d on 1 ranks", InFolder(PackageMpi.Run).Printed);
        Assert.Contains("Dense(10)", $"{PackageMpi.Shards()}", StringComparison.Ordinal);
        Assert.Equal("cat or dog, by 4 parameters\n", InFolder(PackageOnnx.Run).Printed);
        Assert.Matches(@"on (CPU|CUDA 0): 0\.\d+, 0\.\d+, 0\.\d+", InFolder(PackageOnnxRuntime.Run).Printed);
    }

    [Fact]
    public void The_export_writes_what_it_says()
    {
        var layer = Dense(2);
        var start = Training.Of(layer, SoftmaxCrossEntropy(), Sgd(0.1)).Init(1, Shape.Of(16));
        var (printed, folder) = InFolder(() => Export.Run(start.Model));
        Assert.StartsWith("pets.onnx: at most ", printed, StringComparison.Ordinal);
        using var predictor = OnnxPredictor.Load(Path.Combine(folder, "pets.onnx")).OrThrow();
        Assert.Equal(["cat", "dog"], predictor.Labels);
        Assert.Equal("Tells cats from dogs.", predictor.Description);
    }

    [Fact]
    public void The_commands_name_what_is_there()
    {
        var root = Root();
        Assert.True(File.Exists(Path.Combine(root, "src", "FunctionalNet.Cli", "FunctionalNet.Cli.csproj")));
        foreach (
            System.Text.RegularExpressions.Match link in Links()
                .Matches(File.ReadAllText(Path.Combine(root, "README.md")))
        )
        {
            var target = Path.Combine(root, link.Groups["file"].Value);
            Assert.True(File.Exists(target), $"{target} is not there");
        }
    }

    private static bool Contains(string[] file, string[] lines) =>
        Enumerable
            .Range(0, Math.Max(0, file.Length - lines.Length + 1))
            .Any(start => file.AsSpan(start, lines.Length).SequenceEqual(lines));

    private static (string Printed, string Folder) InFolder(Action action)
    {
        var (folder, before, console) = (
            Directory.CreateTempSubdirectory().FullName,
            Directory.GetCurrentDirectory(),
            Console.Out
        );
        var printed = new StringWriter();
        try
        {
            Directory.SetCurrentDirectory(folder);
            Console.SetOut(printed);
            action();
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
        }

        return (printed.ToString(), folder);
    }

    private static string[] Code() =>
        [
            .. Pages.SelectMany(page =>
                CSharp()
                    .Matches(File.ReadAllText(Path.Combine(Root(), page)))
                    .Select(match => match.Groups["code"].Value)
            ),
        ];

    private static string Root() => Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(
        "```csharp\n(?<code>.*?)```",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex CSharp();

    [GeneratedRegex(@"\]\((?<file>[^)#:]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Links();
}
