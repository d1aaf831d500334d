using System.IO.Compression;
using System.Text.RegularExpressions;
using Xunit;

namespace FunctionalNet.Tests.Documentation;

/// <summary>
/// The C# blocks of a page of the site or of a model card are compiled and run as one program, and each must print the text block that
/// follows it. ACCEPT_PAGES=1 rewrites the text blocks.
/// </summary>
public class PagesTests
{
    public static TheoryData<string> WithCode =>
        [.. Pages.Programs().Where(page => Pages.Fences(Pages.Read(page)).Any(IsCode))];

    [Theory]
    [MemberData(nameof(WithCode))]
    public async Task A_page_does_what_it_says(string page)
    {
        var text = Pages.Read(page);
        var fences = Pages.Fences(text);
        var code = fences.Where(IsCode).ToArray();
        using var folder = new TemporaryFolder();
        Bring(folder);
        var program = Path.Combine(AppContext.BaseDirectory, $"page.{page.Replace('/', '.')}.dll");
        try
        {
            var errors = Program.Compile(page, code.Select(block => block.Groups["code"].Value), program);
            Assert.True(errors.Length == 0, string.Join('\n', errors));
            var printed = await Program.Run(program, folder.Path);
            var said = code.Select(block => Said(text, fences, block)).ToArray();
            if (Environment.GetEnvironmentVariable("ACCEPT_PAGES") == "1")
            {
                await File.WriteAllTextAsync(
                    Path.Combine(Pages.Root, page),
                    Written(text, [.. said.Zip(printed)]),
                    TestContext.Current.CancellationToken
                );
                return;
            }

            Assert.Equal(
                said.Select(block => block?.Groups["code"].Value.Trim('\n') ?? string.Empty),
                printed,
                StringComparer.Ordinal
            );
        }
        finally
        {
            File.Delete(program);
        }
    }

    private static bool IsCode(Match fence) => fence.Groups["language"].Value == "csharp";

    // The text block that follows a code block directly, that is, with only white space between them.
    private static Match? Said(string text, IReadOnlyList<Match> fences, Match block)
    {
        var end = block.Index + block.Length;
        return fences.FirstOrDefault(fence =>
            fence.Groups["language"].Value == "text"
            && fence.Index > end
            && string.IsNullOrWhiteSpace(text[end..fence.Index])
        );
    }

    private static string Written(string text, (Match? Said, string Printed)[] blocks) =>
        blocks
            .Reverse()
            .Where(block => block.Said is not null)
            .Aggregate(
                text,
                (now, block) =>
                    now.Remove(block.Said!.Index, block.Said.Length)
                        .Insert(block.Said.Index, $"```text\n{block.Printed}\n```")
            );

    // Copies the data and models that the pages refer to.
    private static void Bring(TemporaryFolder folder)
    {
        var data = Path.Combine(Pages.Root, "src", "FunctionalNet.Cli", "Data");
        File.Copy(Path.Combine(data, "iris.csv"), folder["iris.csv"]);
        foreach (
            var model in Directory.EnumerateFiles(
                Path.Combine(Pages.Root, "models"),
                "*.onnx",
                SearchOption.AllDirectories
            )
        )
        {
            File.Copy(model, folder[Path.GetFileName(model)]);
        }

        using var packed = new GZipStream(
            File.OpenRead(Path.Combine(data, "digits.csv.gz")),
            CompressionMode.Decompress
        );
        using var plain = File.Create(folder["digits.csv"]);
        packed.CopyTo(plain);
    }
}
