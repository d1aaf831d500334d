using System.Diagnostics;
using System.Text.Json;

namespace FunctionalNet.Cli.Tests;

/// <summary>Headless Chromium, if the machine has it: opens a page and reports defects of its rendering.</summary>
internal sealed record Browser(string Path)
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // Checks the layout of every chart, text and button, and presses each button twice.
    private const string Probe = """
        const problems = window.problems;
        const shown = e => { const r = e.getBoundingClientRect(); return { left: r.left, right: r.right, top: r.top, bottom: r.bottom, width: r.width, height: r.height }; };
        if (document.documentElement.dataset.ready !== 'true') problems.push('the script has not run to its end');
        if (document.documentElement.scrollWidth > window.innerWidth) problems.push('the page is wider than the window: ' + document.documentElement.scrollWidth);
        const style = getComputedStyle(document.body);
        if (style.color === style.backgroundColor) problems.push('ink and paper have one color');
        const charts = [...document.querySelectorAll('figure svg')];
        for (const svg of charts) {
          const name = svg.getAttribute('aria-label'), box = shown(svg);
          if (box.width < 280 || box.height < 150 || box.left < 0 || box.right > window.innerWidth) problems.push(name + ': the chart does not fit');
          const words = [...svg.querySelectorAll('text')].map(word => ({ text: word.textContent, box: shown(word) }));
          if (words.length < 6) problems.push(name + ': too few words');
          for (const a of words) {
            if (a.box.width === 0 || a.box.left < box.left - 1 || a.box.right > box.right + 1 || a.box.top < box.top - 1 || a.box.bottom > box.bottom + 1) problems.push(name + ': "' + a.text + '" stands out of the chart');
            for (const b of words) if (a !== b && a.box.left < b.box.right && b.box.left < a.box.right && a.box.top + 2 < b.box.bottom && b.box.top + 2 < a.box.bottom) problems.push(name + ': "' + a.text + '" lies on "' + b.text + '"');
          }
        }
        const buttons = [...document.querySelectorAll('.legend [data-name]')];
        for (const all of document.querySelectorAll('.legend [data-all]')) {
          all.click();
          if ([...all.closest('figure').querySelectorAll('[data-series]')].some(mark => getComputedStyle(mark).display === 'none')) problems.push('all does not show all');
        }
        for (const button of buttons) {
          const marks = [...button.closest('figure').querySelectorAll('[data-series]')].filter(mark => mark.dataset.series === button.dataset.name);
          const isHidden = mark => getComputedStyle(mark).display === 'none';
          const before = marks.map(isHidden);
          button.click();
          if (marks.length === 0 || marks.some((mark, i) => isHidden(mark) === before[i])) problems.push(button.dataset.name + ' does not follow its button');
          button.click();
          if (marks.some((mark, i) => isHidden(mark) !== before[i])) problems.push(button.dataset.name + ' does not come back');
        }
        const found = document.createElement('pre');
        found.id = 'found';
        found.textContent = JSON.stringify({ Problems: problems.slice(0, 20), Charts: charts.length, Buttons: buttons.length });
        document.body.append(found);
        """;

    /// <summary>The browser of the environment variable CHROME_BIN, or else the first one on the path.</summary>
    public static Browser? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
            .Prepend(Environment.GetEnvironmentVariable("CHROME_BIN") ?? string.Empty)
            .Where(File.Exists)
            .Select(path => new Browser(path))
            .FirstOrDefault();

    /// <summary>Opens a page in a window of the given width.</summary>
    public async Task<Seen> Look(string page, string file, int width)
    {
        var watched = page.Replace(
                "<head>",
                "<head><script>window.problems = []; addEventListener('error', e => problems.push(e.message)); addEventListener('securitypolicyviolation', e => problems.push(e.blockedURI));</script>",
                StringComparison.Ordinal
            )
            .Replace("</body>", $"<script>{Probe}</script></body>", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, watched).ConfigureAwait(false);
        var dom = await Run(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                $"--window-size={width},900",
                $"--user-data-dir={System.IO.Path.GetDirectoryName(file)}/profile-{width}",
                "--dump-dom",
                new Uri(file).AbsoluteUri
            )
            .ConfigureAwait(false);
        const string Start = "<pre id=\"found\">";
        var from = dom.IndexOf(Start, StringComparison.Ordinal);
        Assert.True(from >= 0, $"the browser tells nothing: {dom[..Math.Min(500, dom.Length)]}");
        var found = dom[(from + Start.Length)..dom.IndexOf("</pre>", from, StringComparison.Ordinal)];
        return JsonSerializer.Deserialize<Seen>(System.Net.WebUtility.HtmlDecode(found))!;
    }

    private async Task<string> Run(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Longest);
        using var process = Process.Start(
            new ProcessStartInfo(Path, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            _ = await error.ConfigureAwait(false);
            return output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The findings of the browser.</summary>
    public sealed record Seen(string[] Problems, int Charts, int Buttons);
}
