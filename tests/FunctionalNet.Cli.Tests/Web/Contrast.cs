namespace FunctionalNet.Cli.Tests.Web;

/// <summary>How well what a page says can be read: the contrast of each text with what it stands on, as WCAG 2.2 defines it.</summary>
internal static class Contrast
{
    /// <summary>The least of readable text of usual size, of WCAG's level AA.</summary>
    public const double Least = 4.5;

    // Colors with their share of opacity, one over the other, up to the page. Words of charts are filled; what is disabled is exempt.
    private const string Script = """
        (() => {
          const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
          const parts = color => {
            context.clearRect(0, 0, 1, 1);
            context.fillStyle = color;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const paper = element => {
            const own = parts(getComputedStyle(element).backgroundColor);
            return own[3] === 1 ? own : over(own, element.parentElement ? paper(element.parentElement) : [255, 255, 255, 1]);
          };
          const light = ([r, g, b]) => [r, g, b].map(x => x / 255).map(x => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))
            .reduce((sum, x, i) => sum + [0.2126, 0.7152, 0.0722][i] * x, 0);
          const found = [];
          for (const element of document.querySelectorAll('SELECTOR')) {
            const words = element.matches('input, select, textarea') ? element.value : [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('').trim();
            const style = getComputedStyle(element);
            if (!words || element.disabled || style.visibility === 'hidden' || element.getClientRects().length === 0) continue;
            const below = paper(element);
            const ink = over(parts(element.namespaceURI.endsWith('svg') ? style.fill : style.color), below);
            const [a, b] = [light(ink), light(below)].sort((x, y) => y - x);
            found.push({ Words: words.slice(0, 40), Ratio: (a + 0.05) / (b + 0.05) });
          }
          return found;
        })()
        """;

    /// <summary>The texts of a page that are seen, below a selector, with their contrast.</summary>
    public static Task<Seen[]> Of(Tab tab, string selector = "body *") =>
        tab.Evaluate<Seen[]>(Script.Replace("SELECTOR", selector, StringComparison.Ordinal));

    /// <summary>A text and its contrast, from 1 for none to 21 for black on white.</summary>
    public sealed record Seen(string Words, double Ratio);
}
