using System.Net;
using System.Net.Sockets;
using FunctionalNet.Cli.Web;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>A page written by <c>fnet web</c>, served locally and opened in a browser.</summary>
internal sealed class Written : IAsyncDisposable
{
    private readonly Folder folder = new();
    private readonly CancellationTokenSource stop = new();
    private WebServer? server;

    private Written() { }

    /// <summary>Gets the tab that shows the page.</summary>
    public Tab Tab { get; private set; } = null!;

    /// <summary>Gets the folder of the page.</summary>
    public string Page => folder["page"];

    /// <summary>Gets the URL of the page.</summary>
    public string Address => server!.Address;

    /// <summary>Writes a page with the tool and opens a tab; skips the test if there is no browser or no ONNX Runtime Web.</summary>
    public static Task<Written> By(params string[] arguments) =>
        Opened(async page =>
        {
            var run = await Tool.Run(Repository.Root, ["web", .. arguments, "--out", page]).ConfigureAwait(false);
            SkipWhenMissing(run.Error);
            run.Succeeded();
        });

    /// <summary>Writes a page with the library and opens a tab, under the same conditions.</summary>
    public static Task<Written> By(Func<string, Either<Error, WebReport>> write) =>
        Opened(page =>
        {
            var report = write(page);
            report.IfLeft(error => SkipWhenMissing(error.Message));
            report.OrThrow();
            return Task.CompletedTask;
        });

    private static void SkipWhenMissing(string error) =>
        Assert.SkipWhen(
            error.Contains("cannot be fetched", StringComparison.Ordinal),
            $"This test needs ONNX Runtime Web from the npm registry: {error}"
        );

    private static async Task<Written> Opened(Func<string, Task> write)
    {
        var browser = Browser.Find();
        Assert.SkipWhen(
            browser is null,
            "This test opens a page in Chromium, which is neither on the path nor in CHROME_BIN: apt-get install chromium."
        );
        var written = new Written();
        try
        {
            await write(written.Page).ConfigureAwait(false);
            written.server = WebServer.Start(written.Page, FreePort()).OrThrow();
            _ = written.server.Run(written.stop.Token);
            written.Tab = await Tab.Open(browser!, written.folder.Path).ConfigureAwait(false);
            return written;
        }
        catch
        {
            await written.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asserts that a page has learned the values of the library's state.</summary>
    public static void IsClose(TrainState<float> expected, TrainState<float> actual) =>
        Assert.All(
            expected.Values,
            value =>
                Assert.All(
                    value.Value.Span.ToArray().Zip(actual.Values[value.Key].Span.ToArray()),
                    pair => Assert.Equal(pair.Item1, pair.Item2, 1e-3 * (1 + Math.Abs(pair.Item1)))
                )
        );

    /// <summary>Gets the path of a file next to the page, deleted with it.</summary>
    public string Beside(string name) => folder[name];

    /// <summary>Gets the path of a file in the page's folder.</summary>
    public string this[string name] => Path.Combine(Page, name);

    /// <summary>Trains the page on samples, written as rows with the label last: the losses.</summary>
    public Task<double[]> Learn(Dataset<float> examples, int steps)
    {
        var size = examples.InputShape.Size;
        var (inputs, targets) = (examples.Inputs, examples.Targets);
        var rows = Enumerable
            .Range(0, examples.Count)
            .Select(i => string.Join(',', [.. inputs.Span.Slice(i * size, size), targets.Span[i]]));
        return Learn(string.Join('\n', rows), examples.Count, steps);
    }

    /// <summary>Trains the page on a file with the given number of examples: the losses.</summary>
    public async Task<double[]> Learn(string text, int count, int steps)
    {
        var file = folder["examples.csv"];
        await File.WriteAllTextAsync(file, text).ConfigureAwait(false);
        await Tab.Choose("#csv", file).ConfigureAwait(false);
        await Tab.Until($"document.querySelector('#learn').textContent.includes('{count} examples')")
            .ConfigureAwait(false);
        await Tab.Evaluate<string>($"document.querySelector('#steps').value = '{steps}'").ConfigureAwait(false);
        await Tab.Press("Learn").ConfigureAwait(false);
        return await Losses(steps).ConfigureAwait(false);
    }

    /// <summary>Waits until so many steps are learned, the first ones of the page, and gives their losses.</summary>
    public async Task<double[]> Losses(int steps)
    {
        await Tab.Until($"document.querySelector('#learn-note').textContent.startsWith('Step {steps},')")
            .ConfigureAwait(false);
        await Tab.Until("[...document.querySelectorAll('button')].some(b => b.textContent === 'Learn')")
            .ConfigureAwait(false);
        await Tab.Evaluate<bool>("document.querySelector('#learn details').open = true").ConfigureAwait(false);
        const string All =
            "[...document.querySelectorAll('#learn tbody tr')].map(row => Number(row.lastChild.textContent))";
        await Tab.Until($"{All}.length === {steps}").ConfigureAwait(false);
        return await Tab.Evaluate<double[]>(All).ConfigureAwait(false);
    }

    /// <summary>Draws a picture of 8 by 8 cells by the keys, a cell after the other: sixteen shades are the numbers of the data.</summary>
    public async Task Draw(ReadOnlyMemory<float> cells)
    {
        await Tab.Key("ArrowUp").ConfigureAwait(false);
        for (var row = 0; row < 8; row++)
        {
            for (var step = 0; step < 8; step++)
            {
                var column = row % 2 == 0 ? step : 7 - step;
                for (var shade = 0; shade < cells.Span[(8 * row) + column]; shade++)
                {
                    await Tab.Key("+").ConfigureAwait(false);
                }

                await Tab.Key(
                        step == 7 ? "ArrowDown"
                        : row % 2 == 0 ? "ArrowRight"
                        : "ArrowLeft"
                    )
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>Downloads a file by pressing its button.</summary>
    public async Task<string> Download(string button, string name)
    {
        var file = new FileInfo(folder[name]);
        await Tab.Press(button).ConfigureAwait(false);
        await Tab.Until(file).ConfigureAwait(false);
        return file.FullName;
    }

    /// <summary>The probabilities shown on the page.</summary>
    public Task<double[]> Shares() =>
        Tab.Evaluate<double[]>("[...document.querySelectorAll('.bars li')].map(row => Number(row.dataset.value))");

    /// <summary>The error shown on the page; empty if there is none.</summary>
    public Task<string> Problem() => Tab.Evaluate<string>("document.querySelector('#problem').textContent");

    /// <summary>Asserts that the console is empty and that all requests went to the page's own server.</summary>
    public void IsQuiet()
    {
        Assert.Empty(Tab.Complaints);
        Assert.NotEmpty(Tab.Requests);
        Assert.All(
            Tab.Requests.Where(request => !request.StartsWith("data:", StringComparison.Ordinal)),
            request =>
                Assert.StartsWith(
                    Address,
                    request.Replace("blob:", string.Empty, StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Tab is not null)
        {
            await Tab.DisposeAsync().ConfigureAwait(false);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        server?.Dispose();
        stop.Dispose();
        folder.Dispose();
    }

    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
