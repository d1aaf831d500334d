using System.Text;
using System.Xml.Linq;

namespace FunctionalNet.Cli.Charts;

/// <summary>A self-contained HTML page: no script, style, picture or font is loaded. It is valid XML, so that tests can parse it.</summary>
internal static class Page
{
    // The maximum number of listed samples per cell of a matrix.
    private const int Examples = 8;

    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    // The buttons of a legend toggle their lines. Inserted unescaped, because a script in HTML has no escapes; it contains neither & nor <,
    // which XML would reject.
    private const string Script = """
        const show = (button, shown) => {
          button.setAttribute('aria-pressed', shown);
          for (const mark of button.closest('figure').querySelectorAll('[data-series]')) {
            if (mark.dataset.series === button.dataset.name) mark.style.display = shown ? '' : 'none';
          }
        };
        for (const legend of document.querySelectorAll('.legend')) {
          const each = [...legend.querySelectorAll('[data-name]')];
          const all = legend.querySelector('[data-all]');
          for (const button of each) button.addEventListener('click', () => show(button, button.getAttribute('aria-pressed') !== 'true'));
          if (all) all.addEventListener('click', () => {
            const shown = each.some(button => button.getAttribute('aria-pressed') !== 'true');
            for (const button of each) show(button, shown);
          });
        }
        const ends = text => text.split(' ').map(Number);
        const value = (share, axis) => axis[2] ? axis[0] * Math.pow(axis[1] / axis[0], share) : axis[0] + share * (axis[1] - axis[0]);
        const points = mark => {
          const path = mark.querySelector('path');
          if (path) return [...path.getAttribute('d').matchAll(/[ML]([-.0-9]+) ([-.0-9]+)/g)].map(at => [Number(at[1]), Number(at[2])]);
          return [...mark.querySelectorAll('circle')].map(dot => [Number(dot.getAttribute('cx')), Number(dot.getAttribute('cy'))]);
        };
        for (const svg of document.querySelectorAll('svg[data-x]')) {
          const x = ends(svg.dataset.x), y = ends(svg.dataset.y), frame = ends(svg.dataset.frame);
          const words = svg.closest('figure').querySelector('.under');
          svg.addEventListener('pointermove', event => {
            const box = svg.getBoundingClientRect(), at = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
            const near = [...svg.querySelectorAll('[data-series]')].filter(mark => mark.style.display !== 'none').map(mark => {
              const best = points(mark).reduce((a, b) => a === null || Math.abs(a[0] - at) > Math.abs(b[0] - at) ? b : a, null);
              return best === null ? '' : mark.dataset.series + ' ' + value((frame[2] - best[1]) / (frame[2] - frame[3]), y).toPrecision(4);
            });
            const place = value(Math.min(1, Math.max(0, (at - frame[0]) / (frame[1] - frame[0]))), x);
            words.textContent = [svg.dataset.label + ' ' + place.toPrecision(4), ...near].join(' · ');
          });
          svg.addEventListener('pointerleave', () => { words.textContent = ' '; });
        }
        const smoothed = path => {
          let mean = null;
          return points(path.parentNode).map((at, i) => {
            mean = mean === null ? at[1] : 0.85 * mean + 0.15 * at[1];
            return (i === 0 ? 'M' : 'L') + at[0] + ' ' + mean.toFixed(1);
          }).join('');
        };
        for (const button of document.querySelectorAll('[data-smooth]')) button.addEventListener('click', () => {
          const isOn = button.getAttribute('aria-pressed') !== 'true';
          button.setAttribute('aria-pressed', isOn);
          for (const path of button.closest('figure').querySelectorAll('[data-series] path')) {
            path.dataset.rough ??= path.getAttribute('d');
            path.setAttribute('d', path.dataset.rough);
            if (isOn) path.setAttribute('d', smoothed(path));
          }
        });
        document.documentElement.dataset.ready = 'true';
        """;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #5b626e; --rule: #e3e6ea; --contour: #9aa5b5; --box: #f6f7f9; --right: #2f7dd1; --wrong: #d1472f; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171b; --soft: #9aa3ae; --rule: #2a3038; --contour: #66717f; --box: #1c2127; } }
        body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
        h1 { line-height: 1.2; } h2 { margin-top: 3rem; padding-top: .5rem; border-top: 1px solid var(--rule); }
        nav ol { columns: 18rem; padding-left: 1.4rem; } a { color: inherit; }
        p, figcaption, caption { max-width: 46rem; } figure { margin: 1.5rem 0; }
        svg { display: block; width: 100%; max-width: 46rem; height: auto; font: 12px system-ui, sans-serif; }
        svg text { fill: var(--soft); } .grid { stroke: var(--rule); } .border { fill: none; stroke: var(--soft); }
        figcaption, caption { color: var(--soft); font-size: .92rem; text-align: left; }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem .5rem; margin: .5rem 0; padding: 0; list-style: none; max-width: 46rem; }
        .legend button { font: inherit; font-size: .85rem; color: inherit; background: var(--box); border: 1px solid var(--rule); border-radius: .4rem; padding: .1rem .5rem; cursor: pointer; }
        .legend button[data-name][aria-pressed=false] { color: var(--soft); text-decoration: line-through; }
        .legend button[data-smooth][aria-pressed=true] { border-color: var(--soft); font-weight: 600; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; max-width: 46rem; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        .under { min-height: 1.4em; margin: 0; font-size: .85rem; color: var(--soft); font-variant-numeric: tabular-nums; }
        @media (max-width: 480px) { body { padding: 1rem .7rem 3rem; } svg { font-size: 13px; } .gallery { grid-template-columns: 1fr 1fr; } h1 { font-size: 1.5rem; } }
        .swatch { display: inline-block; box-sizing: border-box; width: .7rem; height: .7rem; margin-right: .4rem; vertical-align: -.04rem; background: var(--of); }
        .line { width: 1.5rem; height: 0; background: none; border-top: .17rem solid var(--of); vertical-align: .22rem; } .dashed { border-top-style: dashed; }
        .dot { border-radius: 50%; } .ring { border-radius: 50%; background: none; border: .14rem solid var(--of); }
        .cross { clip-path: polygon(15% 0, 50% 35%, 85% 0, 100% 15%, 65% 50%, 100% 85%, 85% 100%, 50% 65%, 15% 100%, 0 85%, 35% 50%, 0 15%); }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; margin: 1rem 0; font-variant-numeric: tabular-nums; }
        th, td { padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
        .matrix td, .matrix th { padding: .2rem .55rem; text-align: right; min-width: 1.6rem; } .matrix thead th { vertical-align: bottom; }
        .matrix td { --on: var(--wrong); background: color-mix(in srgb, var(--on) var(--share), transparent); } .matrix td.same { --on: var(--right); } .matrix td.none { color: var(--soft); }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .8rem; padding: 0; list-style: none; }
        .gallery li { display: flex; gap: .6rem; align-items: center; font-size: .85rem; line-height: 1.3; } .gallery small { display: block; color: var(--soft); }
        .gallery img { width: 3.5rem; height: 3.5rem; object-fit: contain; image-rendering: pixelated; background: #000; border-radius: .3rem; }
        .node { fill: var(--box); stroke: var(--soft); } .end { fill: var(--paper); } .flow { fill: none; stroke: var(--soft); stroke-width: 1.4; } .tip { fill: var(--soft); } svg .name { fill: var(--ink); font-size: 13px; font-weight: 600; }
        pre { background: var(--box); border: 1px solid var(--rule); border-radius: .4rem; padding: .8rem 1rem; overflow-x: auto; font-size: .85rem; }
        """;

    /// <summary>The text of the page.</summary>
    public static string Write(string title, string introduction, IReadOnlyList<Chapter> chapters)
    {
        var page = new XElement(
            Html + "html",
            new XAttribute("lang", "en"),
            Tag(
                "head",
                Tag("meta", new XAttribute("charset", "utf-8")),
                Tag(
                    "meta",
                    new XAttribute("name", "viewport"),
                    new XAttribute("content", "width=device-width, initial-scale=1")
                ),
                Tag("title", title),
                Tag("style", nameof(Style))
            ),
            Tag(
                "body",
                Tag("h1", title),
                Tag("p", introduction),
                Tag("nav", Tag("ol", chapters.Select(chapter => Tag("li", Link(chapter))))),
                chapters.Select(Section),
                Tag("script", nameof(Script))
            )
        );
        return new StringBuilder("<!DOCTYPE html>\n")
            .Append(page.ToString(SaveOptions.DisableFormatting))
            .Replace("<section", "\n<section")
            .Replace(">Style<", $">\n{Style}\n<")
            .Replace(">Script<", $">\n{Script}\n<")
            .Append('\n')
            .ToString();
    }

    private static XElement Tag(string name, params object[] content) => new(Html + name, content);

    private static XElement Link(Chapter chapter) => Tag("a", new XAttribute("href", $"#{chapter.Id}"), chapter.Title);

    private static XElement Section(Chapter chapter) =>
        Tag(
            "section",
            new XAttribute("id", chapter.Id),
            Tag("h2", chapter.Title),
            chapter.Blocks.Select(
                (block, i) =>
                    block switch
                    {
                        Text text => Tag("p", text.Words),
                        Code code => Tag("pre", Tag("code", code.Lines)),
                        Table table => Of(table),
                        Facts facts => Tag(
                            "dl",
                            facts.All.Select(fact => new[] { Tag("dt", fact.Name), Tag("dd", fact.Words) })
                        ),
                        Figure figure => Of(figure, $"{chapter.Id}-{i}"),
                        Matrix matrix => Of(matrix),
                        Gallery gallery => Of(gallery),
                        Drawing drawing => Tag("figure", drawing.Svg, Tag("figcaption", drawing.Caption)),
                        _ => throw new InvalidOperationException($"{block} has no form on a page."),
                    }
            )
        );

    private static XElement Of(Figure figure, string id) =>
        Tag(
            "figure",
            figure.Chart.Draw(id),
            Tag("p", new XAttribute("class", "under"), "\u00A0"),
            Tag(
                "ul",
                new XAttribute("class", "legend"),
                string.Empty,
                figure.Chart.Legend.Any(mark => mark.IsHidden)
                    ? Item("all", new XAttribute("data-all", "true"))
                    : null!,
                figure.IsSmoothed
                    ? Item("smooth", new XAttribute("data-smooth", "true"), new XAttribute("aria-pressed", "false"))
                    : null!,
                figure.Chart.Legend.Select(mark =>
                    Item(
                        mark.Name!,
                        new XAttribute("data-name", mark.Name!),
                        new XAttribute("aria-pressed", mark.IsHidden ? "false" : "true"),
                        Tag(
                            "span",
                            new XAttribute("class", $"swatch {mark.Swatch}"),
                            new XAttribute("style", $"--of:{mark.Color}"),
                            string.Empty
                        )
                    )
                )
            ),
            Tag("figcaption", figure.Caption)
        );

    private static XElement Item(string text, params object[] content) =>
        Tag("li", Tag("button", [new XAttribute("type", "button"), .. content, text]));

    private static XElement Of(Table table) =>
        Tag(
            "div",
            new XAttribute("class", "wide"),
            Tag(
                "table",
                Tag("caption", table.Caption),
                Tag("thead", Tag("tr", table.Header.Select(cell => Tag("th", cell)))),
                Tag("tbody", table.Rows.Select(row => Tag("tr", row.Select(cell => Tag("td", cell)))))
            )
        );

    // Shares of a row by their square roots, so that single errors are visible.
    private static XElement Of(Matrix matrix)
    {
        var classes = Enumerable.Range(0, matrix.Labels.Count).ToArray();
        return Tag(
            "div",
            new XAttribute("class", "wide"),
            Tag(
                "table",
                new XAttribute("class", "matrix"),
                Tag("caption", matrix.Caption),
                Tag("thead", Tag("tr", Tag("th", string.Empty), matrix.Labels.Select(label => Tag("th", label)))),
                Tag(
                    "tbody",
                    classes.Select(row =>
                    {
                        var total = Math.Max(1, classes.Sum(column => matrix.Counts[row, column]));
                        return Tag(
                            "tr",
                            Tag("th", matrix.Labels[row]),
                            classes.Select(column => Cell(matrix, row, column, total))
                        );
                    })
                )
            )
        );

        static XElement Cell(Matrix matrix, int row, int column, long total)
        {
            var (count, isSame) = (matrix.Counts[row, column], row == column);
            int[] examples = [.. matrix.Examples?[(row, column)].Take(Examples) ?? []];
            return Tag(
                "td",
                examples.Length == 0 ? null! : new XAttribute("title", $"samples {string.Join(", ", examples)}"),
                new XAttribute(
                    "class",
                    count == 0 ? "none"
                        : isSame ? "same"
                        : "other"
                ),
                new XAttribute(
                    "style",
                    FormattableString.Invariant($"--share:{(isSame ? 55 : 45) * Math.Sqrt((double)count / total):F0}%")
                ),
                count == 0 ? "·" : count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)
            );
        }
    }

    private static XElement Of(Gallery gallery) =>
        Tag(
            "figure",
            Tag(
                "ul",
                new XAttribute("class", "gallery"),
                gallery.Pictures.Select(picture =>
                    Tag(
                        "li",
                        Tag(
                            "img",
                            new XAttribute("src", picture.Address),
                            new XAttribute("alt", $"{picture.Title}, {picture.Note}")
                        ),
                        Tag("span", picture.Title, Tag("small", picture.Note))
                    )
                )
            ),
            Tag("figcaption", gallery.Caption)
        );
}
