using System.Text.RegularExpressions;
using System.Xml.Linq;
using FunctionalNet.Tests.Structure;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FunctionalNet.Tests.Documentation;

/// <summary>
/// The code of CONTRIBUTING.md is a file of the core each: it compiles there with no warning, its documentation is whole, and so do the
/// examples in it, which speak of what the generators write.
/// </summary>
public partial class ContributingTests
{
    private const string Page = ".github/CONTRIBUTING.md";

    // What examples speak of without saying where it came from.
    private const string Known = """
        using FunctionalNet;
        using static FunctionalNet.Net;
        public class Known
        {
            protected static Expr x = null!;
            protected static Layer model = null!;
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_file_that_it_shows_compiles_in_the_core_as_it_stands()
    {
        var files = Pages
            .Fences(Pages.Read(Page))
            .Where(fence => fence.Groups["language"].Value == "csharp")
            .Select((fence, i) => Sources.File(fence.Groups["code"].Value, $"file {i + 1}", Stop))
            .ToArray();
        Assert.True(files.Length >= 4, $"only {files.Length} files were found");
        var examples = files.SelectMany(Examples).ToArray();
        Assert.Equal(files.Length, examples.Length);
        var compilation = Sources.Compiled(
            "Contributed",
            [
                .. Sources.Of(Path.Combine(Pages.Root, "src", "FunctionalNet"), Stop),
                .. files,
                .. examples,
                Sources.File(Known, "known", Stop),
            ],
            Stop
        );
        var wrong = files
            .Concat(examples)
            .SelectMany(file => compilation.GetSemanticModel(file).GetDiagnostics(cancellationToken: Stop))
            .Where(found => found.Severity >= DiagnosticSeverity.Warning)
            .Select(found => $"{found.Location.GetLineSpan()}: {found.GetMessage(null)}");
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public void Every_file_and_folder_that_it_names_is_there()
    {
        var named = Named().Matches(Pages.WithoutFences(Pages.Read(Page))).Select(match => match.Groups["path"].Value);
        Assert.True(named.Count() > 10, $"only {named.Count()} are named");
        Assert.DoesNotContain(named, path => !Path.Exists(Path.Combine(Pages.Root, path)));
    }

    private static IEnumerable<SyntaxTree> Examples(SyntaxTree file) =>
        Comment()
            .Matches(string.Join('\n', $"{file}".Split('\n').Select(line => line.Trim())))
            .Select(comment =>
                XElement.Parse($"<doc>{comment.Value.Replace("///", string.Empty, StringComparison.Ordinal)}</doc>")
            )
            .SelectMany(doc => doc.Descendants("code"))
            .Select(
                (code, i) =>
                    Sources.File(
                        $$"""
                        using FunctionalNet;
                        using static FunctionalNet.Net;
                        internal class Example{{file.FilePath.Split(' ')[^1]}}{{(char)('A' + i)}} : Known
                        {
                            public static void Run() { {{code.Value}} }
                        }
                        """,
                        $"an example of {file.FilePath}",
                        Stop
                    )
            );

    [GeneratedRegex(
        "(^///.*\n)+",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Comment();

    // A capital NAME stands for one of your own.
    [GeneratedRegex(
        "`(?<path>(src|tests|models)/(?![^`]*NAME|[^`]*/bin/)[^` ]+)`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Named();
}
