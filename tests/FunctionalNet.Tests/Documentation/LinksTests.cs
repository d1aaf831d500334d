using System.Text.RegularExpressions;
using Xunit;

namespace FunctionalNet.Tests.Documentation;

/// <summary>Links in markdown files lead to existing files, folders and headings.</summary>
public partial class LinksTests
{
    [Fact]
    public void Every_link_leads_somewhere()
    {
        var wrong = Pages
            .All()
            .SelectMany(page => Links(page).Where(link => !IsThere(page, link)), (page, link) => $"{page}: {link}");
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public void Every_page_of_the_site_stands_in_a_table_of_contents()
    {
        var listed = Directory
            .EnumerateFiles(Path.Combine(Pages.Root, ".docs"), "toc.yml", SearchOption.AllDirectories)
            .SelectMany(Listed)
            .ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Pages.OfSite(), page => !listed.Contains(Path.Combine(Pages.Root, page)));
        Assert.DoesNotContain(
            listed,
            file => !File.Exists(file) && !file.Contains("artifacts", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_site_has_what_its_pages_link_to()
    {
        var site = Site.Files();
        var missing = Pages
            .All()
            .Where(site)
            .SelectMany(page => Links(page).Where(link => !IsOfSite(page, link)), (page, link) => $"{page}: {link}");
        Assert.True(!missing.Any(), $"docfx.json leaves out\n{string.Join('\n', missing)}");

        // docfx resolves links between pages of .docs by their path in that folder; a page outside of it cannot link into the folder.
        bool IsOfSite(string page, string link) =>
            link.StartsWith('#')
            || (Target(page, link) is var target && site(target) && (IsOwn(page) || !IsOwn(target)));

        static bool IsOwn(string path) => path.StartsWith(".docs/", StringComparison.Ordinal);

        static string Target(string page, string link) =>
            Path.GetRelativePath(Pages.Root, Path.Combine(Pages.Root, Path.GetDirectoryName(page)!, link.Split('#')[0]))
                .Replace('\\', '/');
    }

    [Theory]
    [InlineData("The same bits on any number of ranks", "the-same-bits-on-any-number-of-ranks")]
    [InlineData("`Fold` and `Scan`: what they do, and why", "fold-and-scan-what-they-do-and-why")]
    public void Headings_have_the_anchors_of_hosts(string heading, string anchor) =>
        Assert.Equal(anchor, Anchor(heading));

    private static IEnumerable<string> Links(string page) =>
        Link()
            .Matches(Pages.WithoutFences(Pages.Read(page)))
            .Select(match => match.Groups["target"].Value)
            .Where(target =>
                !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
                && !target.Contains("artifacts/", StringComparison.Ordinal)
            );

    private static bool IsThere(string page, string link)
    {
        var (file, anchor) = link.Split('#') is [var before, var behind] ? (before, behind) : (link, string.Empty);
        var folder = Path.GetDirectoryName(Path.Combine(Pages.Root, page))!;
        var target = file.Length == 0 ? Path.Combine(Pages.Root, page) : Path.GetFullPath(Path.Combine(folder, file));
        return (File.Exists(target) || Directory.Exists(target))
            && (
                anchor.Length == 0
                || Headings()
                    .Matches(File.ReadAllText(target))
                    .Any(match => Anchor(match.Groups["text"].Value) == anchor)
            );
    }

    private static string Anchor(string heading) =>
        Punctuation().Replace(heading.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-');

    private static IEnumerable<string> Listed(string table) =>
        Entry()
            .Matches(File.ReadAllText(table))
            .Select(match => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(table)!, match.Groups["file"].Value)))
            .Append(Path.Combine(Pages.Root, ".docs", "index.md"));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Link();

    [GeneratedRegex(
        "^#+ (?<text>.+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Punctuation();

    [GeneratedRegex(
        @"^\s*(- )?href: (?<file>\S+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Entry();
}
