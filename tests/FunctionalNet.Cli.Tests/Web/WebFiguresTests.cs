using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>
/// The figures of a page with the digits: measured when the variable FUNCTIONALNET_MEASURE is <c>web</c>, and written into
/// <c>tests/FunctionalNet.Benchmarks/results/web.md</c>.
/// </summary>
public class WebFiguresTests
{
    private const int Runs = 5;

    // When a page predicts, in milliseconds since it was asked for.
    private const string Watch = """
        new MutationObserver(() => (window.readyAt ??= document.documentElement.dataset.ready && performance.now()))
          .observe(document, { attributes: true, subtree: true, attributeFilter: ['data-ready'] });
        """;

    private static readonly string Model = Path.Combine("models", "digits", "digits.onnx");

    [Fact]
    public async Task A_page_of_digits_is_measured()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("FUNCTIONALNET_MEASURE") == "web",
            "A measurement, on an idle machine: FUNCTIONALNET_MEASURE=web."
        );
        var (writing, opening, first, warm) = (Figures(), Figures(), Figures(), Figures());
        var machine = Machine();
        var (all, own) = (0L, 0L);
        var examples = Recipe
            .Load("digits")
            .Bind(recipe => recipe.Data.Load())
            .OrThrow()
            .HeldOut.Take([.. Enumerable.Range(0, 64)]);
        for (var run = 0; run < Runs; run++)
        {
            using (var folder = new Folder())
            {
                var clock = Stopwatch.StartNew();
                (await Tool.Run(Repository.Root, "web", Model, "--train", "--out", folder["page"])).Succeeded();
                writing.Add(clock.Elapsed.TotalSeconds);
            }

            await using var page = await Written.By(Model, "--train");
            var files = new DirectoryInfo(page.Page).GetFiles("*", SearchOption.AllDirectories);
            all = files.Sum(file => file.Length);
            own = files.Where(file => file.Directory!.Name != "runtime").Sum(file => file.Length);
            await page.Tab.Before(Watch);
            await page.Tab.Visit(page.Address);
            Assert.Equal(string.Empty, await page.Problem());
            opening.Add(await page.Tab.Evaluate<double>("readyAt") / 1_000);
            await page.Learn(examples, steps: 100);
            first.Add(await Said("#learn-note", "Step 100, "));
            await page.Tab.Evaluate<string>("document.querySelector('#steps').value = '1000'");
            await page.Tab.Press("Learn");
            await page.Tab.Until("document.querySelector('#learn-note').textContent.startsWith('Step 1100,')");
            warm.Add(await Said("#learn-note", "Step 1100, "));

            async Task<double> Said(string place, string before)
            {
                var text = await page
                    .Tab.Evaluate<string>($"document.querySelector('{place}').textContent")
                    .ConfigureAwait(false);
                return double.Parse(text[before.Length..].Split(' ')[0], CultureInfo.InvariantCulture);
            }
        }

        await File.WriteAllTextAsync(
            Path.Combine(Repository.Root, "tests", "FunctionalNet.Benchmarks", "results", "web.md"),
            FormattableString.Invariant(
                $"""
                # A page of digits in the browser

                What `fnet web models/digits/digits.onnx --train` writes, in Chromium without a window, in WebAssembly on one thread: {Runs} runs, each in a
                new browser. {machine}, {DateTime.UtcNow:yyyy-MM-dd}.

                | figure | bar | median | from | to |
                |---|--:|--:|--:|--:|
                | the command, with ONNX Runtime Web in the cache | 10 s | {Row(writing, "s")} |
                | from opening the page to its first prediction | 2 s | {Row(opening, "s")} |
                | a training step at batch 32, mean of the first 100 | | {Row(first, "ms")} |
                | a training step at batch 32, mean of the next 1,000 | 5 ms | {Row(warm, "ms")} |
                | the folder | 15 MB | {all / 1e6:F1} MB | | |
                | the folder without ONNX Runtime Web | 200 kB | {own / 1e3:F0} kB | | |

                The figures of steps are those that the page shows; with others at work on the machine, times are upper bounds. To measure again, on an idle machine:

                    FUNCTIONALNET_MEASURE=web tests/FunctionalNet.Cli.Tests/bin/Release/net10.0/FunctionalNet.Cli.Tests -class '*.WebFiguresTests'

                """
            ),
            TestContext.Current.CancellationToken
        );

        static List<double> Figures() => [];
    }

    private static string Row(IEnumerable<double> figures, string unit)
    {
        double[] sorted = [.. figures.Order()];
        return FormattableString.Invariant(
            $"{sorted[sorted.Length / 2]:F2} {unit} | {sorted[0]:F2} {unit} | {sorted[^1]:F2} {unit}"
        );
    }

    private static string Machine()
    {
        const string Name = "model name";
        var processors = $"{Environment.ProcessorCount} processors";
        if (!OperatingSystem.IsLinux())
        {
            return processors;
        }

        var name = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return $"{name.Split(": ")[1]}, {processors}, a load of {File.ReadAllText("/proc/loadavg").Split(' ')[0]} before";
    }
}
