namespace FunctionalNet.Cli.Tests.Web;

/// <summary>What a page looks like in a tab, by what the browser has computed.</summary>
internal static class Looks
{
    // Tables and programs scroll by themselves; what holds them has to fit.
    private const string Wide = """
        (width => {
          const name = e => e.tagName.toLowerCase() + (e.getAttribute('class') ? '.' + e.getAttribute('class') : '') + ' "' + e.textContent.trim().slice(0, 30) + '"';
          const found = [];
          if (document.documentElement.scrollWidth > width) found.push('the page is ' + document.documentElement.scrollWidth + ' wide');
          for (const e of document.body.querySelectorAll('*')) {
            if (e.parentElement.closest('.wide, pre') || e.closest('clipPath, g[clip-path]')) continue;
            const box = e.getBoundingClientRect();
            if (box.width > 0 && (box.left < -0.5 || box.right > width + 0.5)) found.push(name(e) + ' from ' + box.left.toFixed(1) + ' to ' + box.right.toFixed(1));
          }
          return found.slice(0, 20);
        })(WIDTH)
        """;

    // The ratio of WCAG 2.1 between the color of each text and what is painted behind it, one over the other: paper, backgrounds of all
    // around it, and in a drawing the shapes before it that hold it.
    private const string Faint = """
        (() => {
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 1;
          const brush = canvas.getContext('2d', { willReadFrequently: true });
          const paint = color => { brush.fillStyle = color; brush.fillRect(0, 0, 1, 1); };
          const seen = () => [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
          const light = color => { const [r, g, b] = color.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const around = e => e === null ? [] : [...around(e.parentElement), e];
          const holds = (box, text) => box.left <= text.left + 1 && box.right >= text.right - 1 && box.top <= text.top + 1 && box.bottom >= text.bottom - 1;
          const found = [], texts = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement, box = e.getBoundingClientRect();
            if (walker.currentNode.textContent.trim() === '' || box.width === 0 || e.closest('script, style') || texts.has(e)) continue;
            texts.add(e);
            const style = getComputedStyle(e), drawing = e.closest('svg');
            brush.globalAlpha = 1;
            paint(matchMedia('(prefers-color-scheme: dark)').matches ? 'black' : 'white');
            for (const back of around(e)) {
              if (Number(getComputedStyle(back).opacity) !== 1) found.push(e.textContent + ': what is half transparent is not judged');
              if (!(back instanceof SVGElement && back !== drawing)) paint(getComputedStyle(back).backgroundColor);
            }
            if (drawing) for (const shape of drawing.querySelectorAll('rect, text')) {
              if (shape === e) break;
              const fill = getComputedStyle(shape).fill;
              if (shape.tagName === 'rect' && fill !== 'none' && !shape.closest('clipPath') && holds(shape.getBoundingClientRect(), box)) paint(fill);
            }
            const back = light(seen());
            paint(drawing ? style.fill : style.color);
            const ink = light(seen());
            const ratio = (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05);
            const size = parseFloat(style.fontSize);
            const least = !drawing && (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)) ? 3 : 4.5;
            if (ratio < least) found.push('"' + e.textContent.trim().slice(0, 30) + '" has a contrast of ' + ratio.toFixed(2));
          }
          return texts.size < 50 ? ['only ' + texts.size + ' texts'] : found.slice(0, 20);
        })()
        """;

    /// <summary>What stands out of a page of some width.</summary>
    public static Task<string[]> Overflowing(this Tab tab, int width) =>
        tab.Evaluate<string[]>(
            Wide.Replace("WIDTH", FormattableString.Invariant($"{width}"), StringComparison.Ordinal)
        );

    /// <summary>The texts with less contrast than level AA of WCAG 2.1 asks for.</summary>
    public static Task<string[]> FaintTexts(this Tab tab) => tab.Evaluate<string[]>(Faint);
}
