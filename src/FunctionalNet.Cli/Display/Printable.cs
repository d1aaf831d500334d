using System.Buffers;
using System.Globalization;
using System.Text;
using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// External text, such as names in files, cells and paths, made safe for a terminal: control characters (escape sequences, changes of
/// writing direction) are written as escapes.
/// </summary>
internal static class Printable
{
    private const int Longest = 500;
    private const int End = 150;

    private static readonly SearchValues<char> Obeyed = SearchValues.Create([
        .. Enumerable
            .Range(0, char.MaxValue)
            .Select(code => (char)code)
            .Where(one =>
                (char.IsControl(one) && one is not ('\n' or '\t'))
                || one
                    is (>= '\u200E' and <= '\u200F')
                        or (>= '\u2028' and <= '\u202E')
                        or (>= '\u2066' and <= '\u2069')
            ),
    ]);

    /// <summary>The text with its lines.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAny(Obeyed) < 0)
        {
            return text;
        }

        var written = new StringBuilder(text.Length);
        foreach (var one in text.Replace("\r\n", "\n", StringComparison.Ordinal))
        {
            _ = Obeyed.Contains(one)
                ? written.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:X4}")
                : written.Append(one);
        }

        return written.ToString();
    }

    /// <summary>The text as a cell of a table, of limited length, without interpretation of markup.</summary>
    public static Text Cell(string text) => new(Shortened(Of(text)));

    /// <summary>
    /// The text in one line of limited length: a longer one is shortened in the middle, since its beginning says what is wrong and its end
    /// how to repair it.
    /// </summary>
    public static string Line(string text) => Shortened(Of(text.ReplaceLineEndings(" ")).Replace('\t', ' ').Trim());

    private static string Shortened(string text) =>
        text.Length <= Longest ? text : $"{text[..(Longest - End)]} ... {text[^End..]}";
}
