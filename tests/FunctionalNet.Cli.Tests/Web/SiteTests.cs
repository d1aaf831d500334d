using System.Net;
using System.Text.RegularExpressions;
using FunctionalNet.Cli.Web;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>
/// The site as a visitor has it, in the folder that the variable FUNCTIONALNET_SITE names. <c>.docs/build</c> sets it to what it has just
/// built, and fails where one of these does.
/// </summary>
public sealed partial class SiteTests : IDisposable
{
    private const string Variable = "FUNCTIONALNET_SITE";

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_link_leads_to_a_place_of_the_site()
    {
        var (root, pages) = (Root(), Pages());
        Assert.True(pages.Count > 300, $"only {pages.Count} pages were built");
        string[] wrong =
        [
            .. pages
                .SelectMany(
                    page =>
                        Links()
                            .Matches(page.Value)
                            .Select(link => link.Groups["to"].Value)
                            .Where(to => !Leads(page.Key, to)),
                    (page, to) => $"{Path.GetRelativePath(root, page.Key)}: {to}"
                )
                .Distinct(StringComparer.Ordinal),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));

        bool Leads(string page, string to)
        {
            if (Elsewhere().IsMatch(to))
            {
                return true;
            }

            var (name, anchor) = to.Split('#') is [var before, var behind] ? (before, behind) : (to, string.Empty);
            var file = Path.GetFullPath(
                Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(name.Split('?')[0]))
            );
            return name.Length == 0 || pages.ContainsKey(file)
                ? anchor.Length == 0 || Has(name.Length == 0 ? page : file, Uri.UnescapeDataString(anchor))
                : File.Exists(file);
        }

        bool Has(string page, string anchor) =>
            pages[page].Contains($"id=\"{WebUtility.HtmlEncode(anchor)}\"", StringComparison.Ordinal);
    }

    [Fact]
    public void No_page_loads_anything_from_elsewhere() =>
        Assert.Empty(
            Pages()
                .SelectMany(page => Loads().Matches(page.Value).Select(load => load.Value))
                .Distinct(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Pages_fit_the_window_and_are_readable_in_light_and_in_dark()
    {
        var root = Root();
        var browser = Browser.Find();
        Assert.SkipWhen(browser is null, "This test looks at pages in Chromium: apt-get install chromium.");
        using var stop = new CancellationTokenSource();
        using var server = WebServer.Start(root, Written.FreePort()).OrThrow();
        _ = server.Run(stop.Token);
        await using var tab = await Tab.Open(browser!, folder.Path);
        foreach (var page in (string[])["index.html", "models.html", "guide/start.html"])
        {
            foreach (var width in (int[])[1400, 420])
            {
                foreach (var scheme in (string[])["light", "dark"])
                {
                    var wrong = await Wrong(tab, $"{server.Address}{page}", width, scheme);
                    Assert.True(wrong.Count == 0, $"{page}, {width} px, {scheme}: {string.Join('\n', wrong)}");
                }
            }
        }

        Assert.Empty(tab.Complaints);
        Assert.All(tab.Requests, request => Assert.StartsWith(server.Address, request, StringComparison.Ordinal));
        await stop.CancelAsync();
    }

    private static async Task<List<string>> Wrong(Tab tab, string address, int width, string scheme)
    {
        await tab.Resize(width).ConfigureAwait(false);
        await tab.Prefer(scheme).ConfigureAwait(false);
        await tab.Visit("about:blank", "document.readyState === 'complete'").ConfigureAwait(false);
        await tab.Visit(
                address,
                $"document.readyState === 'complete' && document.querySelector('#navbar a') && document.documentElement.dataset.bsTheme === '{scheme}'"
            )
            .ConfigureAwait(false);
        var beyond = await tab.Evaluate<int>(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            .ConfigureAwait(false);
        var missing = await tab.Evaluate<string[]>(
                "[...document.images].filter(one => one.getClientRects().length > 0 && one.naturalWidth === 0).map(one => one.src)"
            )
            .ConfigureAwait(false);
        var words = await Contrast.Of(tab, "article *").ConfigureAwait(false);
        return
        [
            .. beyond > 0 ? [$"it is {beyond} px wider than the window"] : Array.Empty<string>(),
            .. missing.Select(picture => $"{picture} is not shown"),
            .. words.Length < 20 ? [$"only {words.Length} texts are seen"] : Array.Empty<string>(),
            .. words
                .Where(word => word.Ratio < Contrast.Least)
                .Select(word => FormattableString.Invariant($"'{word.Words}' has a contrast of {word.Ratio:F1}")),
        ];
    }

    private static string Root()
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(root is null, $"It needs a site that was just built: .docs/build sets {Variable}.");
        return Path.GetFullPath(root!);
    }

    private static Dictionary<string, string> Pages() =>
        Directory
            .EnumerateFiles(Root(), "*.html", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);

    [GeneratedRegex(
        "<[^>]* (href|src)=\"(?<to>[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Links();

    [GeneratedRegex("^([a-z]+:|//)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Elsewhere();

    // Links that are followed may lead elsewhere.
    [GeneratedRegex(
        "<(script|img|link|iframe|source|video|audio)[^>]* (href|src)=\"([a-z]+:)?//[^>]*>",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Loads();
}
